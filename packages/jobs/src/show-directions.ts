import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { countDirections, directionsToJson, drawDirections } from '@vitreous/stages';
import { keepPicture } from './save-volumes.js';

interface Seen {
  /** 3 x 3 matrices, r_image = rotation r_map. */
  readonly rotations: ArrayLike<number>;
  readonly symmetry: string;
  /** Of the file and the picture. */
  readonly name?: string;
  /** Ends the name of the picture, where a job makes several of the same one after the other. */
  readonly suffix?: string;
  /** Beside the picture in the log. */
  readonly words?: string;
}

/** From where particles are seen: a picture in the log, and its numbers in a file, whose path in the project is answered. */
export async function showDirections(
  context: RunContext,
  { rotations, symmetry, name = 'directions', suffix = '', words = 'Viewing directions' }: Seen,
): Promise<string> {
  const { projectDir, jobDir } = context;
  const directions = countDirections(rotations, symmetry);
  const path = join(jobDir, `${jobDir}_${name}.json`);
  await writeAtomically(join(projectDir, path), (file) => file.writeFile(directionsToJson(directions)));
  await context.logPicture(words, await keepPicture(context, `${name}${suffix}.svg`, drawDirections(directions)));
  return path;
}
