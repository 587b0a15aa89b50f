import { basename, extname, join, resolve } from 'node:path';
import type { Pick as ParticlePick } from '@vitreous/algorithms';
import {
  createStandardDataset,
  starOfDataset,
  writeAtomically,
  writeDataset,
  writeStar,
  writeTogether,
  type StandardValues,
} from '@vitreous/formats';
import type { Image } from '@vitreous/numerics';
import { drawPicks, makeThumbnail, type PickMark } from '@vitreous/pictures';
import type { StageContext } from './context.js';
import { idOf } from './row-id.js';

/** A micrograph that particles are looked for in. */
export interface PickedMicrograph {
  readonly path: string;
  readonly image: Image;
  readonly pixelSizeA: number;
}

/** A place on a micrograph, as fractions of its width and height. */
export interface PickPlace {
  readonly xFrac: number;
  readonly yFrac: number;
}

export interface PickFiles {
  readonly picks_cs: string;
  readonly picks_star: string;
  /** SVG with the thumbnail inside. */
  readonly picture: string;
}

/** Writes picks as `.cs` and STAR, and a picture of them, named after the micrograph. */
export function writePicks(
  context: StageContext,
  micrograph: PickedMicrograph,
  picks: readonly ParticlePick[],
  { diameterA, shownScore }: { diameterA: number; shownScore: number },
): Promise<PickFiles> {
  const marks = picks.map(({ xFrac, yFrac, score }) => ({ xFrac, yFrac, rejected: score < shownScore }));
  return writeMarks(context, micrograph, marks, diameterA, {
    names: picks.map((_, i) => `${i}`),
    columns: {
      'pick_stats/ncc_score': picks.map((pick) => pick.score),
      'pick_stats/power': picks.map((pick) => pick.power),
      'pick_stats/template_idx': picks.map((pick) => pick.templateIndex),
      'pick_stats/angle_rad': picks.map((pick) => pick.angleRad),
    },
  });
}

/** The same for places that people have marked: they have no scores, so that no limit leaves one out. */
export function writeManualPicks(
  context: StageContext,
  micrograph: PickedMicrograph,
  places: readonly PickPlace[],
  diameterA: number,
): Promise<PickFiles> {
  const names = places.map(({ xFrac, yFrac }) => `manual ${xFrac} ${yFrac}`);
  return writeMarks(context, micrograph, places, diameterA, { names, columns: {} });
}

async function writeMarks(
  context: StageContext,
  { path, image, pixelSizeA }: PickedMicrograph,
  picks: readonly PickMark[],
  diameterA: number,
  /** What tells a pick of the micrograph from the others, and what is known of it. */
  about: { readonly names: readonly string[]; readonly columns: Readonly<Record<string, StandardValues>> },
): Promise<PickFiles> {
  const { height, width } = image;
  const stem = join(context.outDir, basename(path, extname(path)));
  const absolute = resolve(path);
  const repeat = <T>(value: T): T[] => picks.map(() => value);
  const dataset = createStandardDataset(picks.length, {
    uid: BigUint64Array.from(about.names, (name) => idOf(`${absolute} ${name}`)),
    'location/micrograph_uid': new BigUint64Array(picks.length).fill(idOf(absolute)),
    'location/exp_group_id': repeat(1),
    'location/micrograph_path': repeat(path),
    'location/micrograph_shape': picks.flatMap(() => [height, width]),
    'location/micrograph_psize_A': repeat(pixelSizeA),
    'location/center_x_frac': picks.map((pick) => pick.xFrac),
    'location/center_y_frac': picks.map((pick) => pick.yFrac),
    ...about.columns,
  });
  const files = { picks_cs: `${stem}_picks.cs`, picks_star: `${stem}_picks.star`, picture: `${stem}_picks.svg` };
  const thumbnail = await makeThumbnail(image, { longestSide: 1024, threads: context.threads });
  const diameterFrac = diameterA / pixelSizeA / Math.max(height, width);
  const svg = await drawPicks(thumbnail, picks, { diameterFrac, title: `${basename(path)}: ${picks.length} picks` });
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

/** The least and the greatest score and power: between them limits can be set. Null when there are no picks. */
export function rangesOf(picks: readonly ParticlePick[]): {
  readonly score_range: readonly [number, number] | null;
  readonly power_range: readonly [number, number] | null;
} {
  const range = (values: readonly number[]): [number, number] | null =>
    values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
  return { score_range: range(picks.map((pick) => pick.score)), power_range: range(picks.map((pick) => pick.power)) };
}
