import { basename, extname, join, resolve } from 'node:path';
import type { Pick as ParticlePick } from '@vitreous/algorithms';
import {
  createStandardDataset,
  starOfDataset,
  writeAtomically,
  writeDataset,
  writeStar,
  writeTogether,
} from '@vitreous/formats';
import type { Image } from '@vitreous/numerics';
import { drawPicks, makeThumbnail } from '@vitreous/pictures';
import type { StageContext } from './context.js';
import { idOf } from './row-id.js';

/** A micrograph that particles are looked for in. */
export interface PickedMicrograph {
  readonly path: string;
  readonly image: Image;
  readonly pixelSizeA: number;
}

export interface PickFiles {
  readonly picks_cs: string;
  readonly picks_star: string;
  /** SVG with the thumbnail inside. */
  readonly picture: string;
}

/** Writes picks as `.cs` and STAR, and a picture of them, named after the micrograph. */
export async function writePicks(
  context: StageContext,
  micrograph: PickedMicrograph,
  picks: readonly ParticlePick[],
  { diameterA, shownScore }: { diameterA: number; shownScore: number },
): Promise<PickFiles> {
  const { path, image, pixelSizeA } = micrograph;
  const { height, width } = image;
  const stem = join(context.outDir, basename(path, extname(path)));
  const absolute = resolve(path);
  const repeat = <T>(value: T): T[] => picks.map(() => value);
  const dataset = createStandardDataset(picks.length, {
    uid: BigUint64Array.from(picks, (_, i) => idOf(`${absolute} ${i}`)),
    'location/micrograph_uid': new BigUint64Array(picks.length).fill(idOf(absolute)),
    'location/exp_group_id': repeat(1),
    'location/micrograph_path': repeat(path),
    'location/micrograph_shape': picks.flatMap(() => [height, width]),
    'location/micrograph_psize_A': repeat(pixelSizeA),
    'location/center_x_frac': picks.map((pick) => pick.xFrac),
    'location/center_y_frac': picks.map((pick) => pick.yFrac),
    'pick_stats/ncc_score': picks.map((pick) => pick.score),
    'pick_stats/power': picks.map((pick) => pick.power),
    'pick_stats/template_idx': picks.map((pick) => pick.templateIndex),
    'pick_stats/angle_rad': picks.map((pick) => pick.angleRad),
  });
  const files = { picks_cs: `${stem}_picks.cs`, picks_star: `${stem}_picks.star`, picture: `${stem}_picks.svg` };
  const thumbnail = await makeThumbnail(image, { longestSide: 1024, threads: context.threads });
  const marks = picks.map(({ xFrac, yFrac, score }) => ({ xFrac, yFrac, rejected: score < shownScore }));
  const diameterFrac = diameterA / pixelSizeA / Math.max(height, width);
  const svg = await drawPicks(thumbnail, marks, { diameterFrac, title: `${basename(path)}: ${picks.length} picks` });
  context.signal.throwIfAborted();
  await writeTogether(async () => {
    await writeDataset(files.picks_cs, dataset);
    await writeStar(files.picks_star, starOfDataset(dataset).blocks);
    await writeAtomically(files.picture, (file) => file.writeFile(svg));
  });
  return files;
}

/** The middle score, or null when there are no picks. */
export function medianScore(picks: readonly ParticlePick[]): number | null {
  return picks.map((pick) => pick.score).sort((a, b) => a - b)[Math.floor(picks.length / 2)] ?? null;
}
