import { UserError } from '@vitreous/errors';
import { readImage, readImageInfo } from '@vitreous/formats';
import { leastPixelA, mostPixelA } from './command.js';
import type { PickedMicrograph } from '@vitreous/stages';

/** A micrograph with its pixel size: the given one, or the file's. @throws UserError when neither is there. */
export async function readMicrograph(
  path: string,
  pixelSizeA: number | null,
  threads: number,
): Promise<PickedMicrograph> {
  const known = pixelSizeA ?? (await readImageInfo(path)).pixelSizeA;
  if (known === null) throw new UserError(`${path} does not say its pixel size: give it with --psize.`);
  if (known < leastPixelA || known > mostPixelA) {
    throw new UserError(
      `${path} says that its pixels have ${known} Å: expected ${leastPixelA} to ${mostPixelA} Å; give it with --psize.`,
    );
  }
  return { path, image: await readImage(path, { requireFinite: true, threads }), pixelSizeA: known };
}
