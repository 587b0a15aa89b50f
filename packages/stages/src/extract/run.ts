import { rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { checkBoxSizes, extractParticles, placeBoxes } from '@vitreous/algorithms';
import {
  findNumbers,
  starOfDataset,
  takeRows,
  writeAtomically,
  writeDataset,
  writeMrc,
  writeStar,
  writeTogether,
} from '@vitreous/formats';
import { resampleReal, type Stack } from '@vitreous/numerics';
import { drawMontage } from '@vitreous/pictures';
import type { LivePreprocessingParams } from '@vitreous/schema';
import type { StageContext } from '../context.js';
import type { CtfFile } from '../ctf-file.js';
import type { PickedMicrograph } from '../write-picks.js';
import { choosePicks } from './choose-picks.js';
import type { extractParamNames } from './definition.js';
import { createParticleDataset } from './particle-dataset.js';
import { readPicks } from './read-picks.js';

export type ExtractParams = Pick<LivePreprocessingParams, (typeof extractParamNames)[number]>;

export interface ExtractResult {
  readonly total_extracted_particles: number;
  /** Stack of bright particles, background of mean 0 and deviation 1; null when there are none. */
  readonly particles_mrcs: string | null;
  readonly particles_cs: string;
  readonly particles_star: string;
  /** Some of them, side by side (PNG); null when there are none. */
  readonly picture: string | null;
  readonly box_size_pix: number;
  /** Of the particles. */
  readonly psize_A: number;
  /** Left out by the limits of score and power. */
  readonly outside_limits: number;
  /** Left out because their box would reach out of the micrograph. */
  readonly over_edge: number;
}

/** Share of the box's half that the particle may fill; beyond it is background, as RELION takes it. */
const particleShare = 0.75;
/** How many particles a picture shows, the side in pixels that they are brought to, and the finest detail in Å. */
const [shownParticles, shownSide, shownDetailA] = [60, 96, 25];

/**
 * Cuts the picks in the file `picksPath` out of a micrograph and writes them as a stack, with `.cs` and STAR rows and a
 * picture. Each particle gets the CTF at its place where `ctf` is known.
 *
 * @throws UserError for sizes or picks that do not fit; DataError for a broken file of picks.
 */
export async function runExtract(
  micrograph: PickedMicrograph,
  picksPath: string,
  ctf: CtfFile | null,
  params: ExtractParams,
  context: StageContext,
): Promise<ExtractResult> {
  const { threads, signal, outDir } = context;
  const { image, path, pixelSizeA } = micrograph;
  const boxSizePx = params.box_size_pix;
  const binSizePx = params.bin_size_pix ?? boxSizePx;
  checkBoxSizes(boxSizePx, binSizePx, image);
  context.progress(0, 'reading picks');
  const picks = await readPicks(picksPath, { path, height: image.height, width: image.width });
  const chosen = takeRows(
    picks,
    choosePicks(picks, {
      scoreMin: params.thresh_score_min,
      powerMin: params.thresh_power_min,
      powerMax: params.thresh_power_max,
    }),
  );
  const boxes = placeBoxes(placesOf(chosen), { height: image.height, width: image.width, boxSizePx });
  signal.throwIfAborted();
  context.progress(0.1, 'cutting particles');
  const stack = await extractParticles(image, boxes, {
    boxSizePx,
    binSizePx,
    backgroundRadiusPx: (particleShare * boxSizePx) / 2,
    invert: !params.neg_stain,
    threads,
  });
  signal.throwIfAborted();
  context.progress(0.6, 'writing particles');
  const stem = join(outDir, `${basename(path, extname(path))}_particles`);
  const written = { path: `${stem}.mrcs`, boxSizePx: binSizePx, pixelSizeA: (pixelSizeA * boxSizePx) / binSizePx };
  const some = stack.count > 0;
  const dataset = createParticleDataset(
    chosen,
    boxes,
    written,
    { path, height: image.height, width: image.width, pixelSizeA },
    ctf,
  );
  await writeTogether(async () => {
    if (some) {
      const mode = params.extract_f16 ? 12 : 2;
      await writeMrc(written.path, stack, { mode, pixelSizeA: written.pixelSizeA, threads });
      const picture = await drawMontage(await shrink(stack, written.pixelSizeA, threads), { columns: 12 });
      await writeAtomically(`${stem}.png`, (file) => file.writeFile(picture));
    }
    await writeDataset(`${stem}.cs`, dataset);
    await writeStar(`${stem}.star`, starOfDataset(dataset).blocks);
    signal.throwIfAborted();
  });
  if (!some) {
    // What an earlier run with other limits left would contradict the rows.
    await rm(written.path, { force: true });
    await rm(`${stem}.png`, { force: true });
  }
  return {
    total_extracted_particles: boxes.length,
    particles_mrcs: some ? written.path : null,
    particles_cs: `${stem}.cs`,
    particles_star: `${stem}.star`,
    picture: some ? `${stem}.png` : null,
    box_size_pix: binSizePx,
    psize_A: written.pixelSizeA,
    outside_limits: picks.length - chosen.length,
    over_edge: chosen.length - boxes.length,
  };
}

function placesOf(picks: Parameters<typeof findNumbers>[0]): { xFrac: number; yFrac: number }[] {
  const [x, y] = [findNumbers(picks, 'location/center_x_frac'), findNumbers(picks, 'location/center_y_frac')];
  return Array.from({ length: picks.length }, (_, row) => ({ xFrac: x?.[row] ?? NaN, yFrac: y?.[row] ?? NaN }));
}

/** The first particles without the details that are noise to the eye, in one size. */
async function shrink(stack: Stack, pixelSizeA: number, threads: number): Promise<Stack> {
  const count = Math.min(stack.count, shownParticles);
  const { height: side } = stack;
  const data = stack.data.slice(0, count * side * side);
  // An even number of pixels whose finest detail is `shownDetailA`.
  const wanted = 2 * Math.round((side * pixelSizeA) / shownDetailA);
  const coarse = Math.min(side, shownSide, Math.max(8, wanted));
  const options = { batch: count, threads };
  const smooth = await resampleReal(data, [side, side], [coarse, coarse], options);
  const shown = await resampleReal(smooth, [coarse, coarse], [shownSide, shownSide], options);
  return { count, height: shownSide, width: shownSide, data: shown };
}
