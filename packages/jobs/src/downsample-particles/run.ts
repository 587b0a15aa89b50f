import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { createStandardDataset, findNumbers, renameColumns, withColumns, type Dataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { resampleReal } from '@vitreous/numerics';
import { onePixelSize, openConnectedImages, rewriteStacks } from '../particle-stacks.js';
import { cutBoxes } from './cut-boxes.js';
import type { downsampleParticles } from './definition.js';

type Params = ParamsOf<typeof downsampleParticles>;

/**
 * Writes particles in other boxes. The CTF is in Å and stays; so do shifts, which are in pixels of the alignment's own
 * size, but for what recentring takes from them.
 */
export async function run(params: Params, context: RunContext): Promise<void> {
  const particles = await context.readInput('particles');
  const images = await openConnectedImages(particles, context);
  const fromA = onePixelSize(particles);
  const from = images.boxPx;
  const cut = params.crop_size_pix ?? from;
  const to = chooseSize(params, cut, fromA);
  const pixelSizeA = (fromA * cut) / to;
  const moves = params.recenter_using_shifts ? wholeMoves(particles, fromA) : null;
  if (params.recenter_using_shifts && moves === null) {
    await context.log('The particles have no alignment: their boxes are not moved.', 'warning');
  }
  const folder = join(context.jobDir, 'downsample');
  await mkdir(join(context.projectDir, folder), { recursive: true });
  const moveOf = (row: number): [number, number] => [moves?.[2 * row] ?? 0, moves?.[2 * row + 1] ?? 0];
  const change = async (read: Float32Array, first: number): Promise<Float32Array> => {
    const same = cut === from && moves === null;
    const boxes = same ? read : cutBoxes(read, from, cut, (image) => moveOf(first + image));
    if (to === cut) return boxes;
    const batch = boxes.length / cut ** 2;
    const shrunk = await resampleReal(boxes, [cut, cut], [to, to], { batch, threads: context.threads });
    // Fewer waves carry less noise: so the deviation of white noise stays what it was.
    return shrunk.map((value) => (value * cut) / to);
  };
  const { paths, indices } = await rewriteStacks(
    images,
    particles.length,
    { folder, batchSize: params.batch_size, sidePx: to, pixelSizeA, float16: params.output_f16, change },
    context,
  );
  const own = renameColumns(particles, (name) => (/^(uid$|blob\/|alignments[23]D\/)/.test(name) ? name : null));
  const blob = createStandardDataset(particles.length, {
    'blob/path': paths,
    'blob/idx': indices,
    'blob/shape': new Uint32Array(2 * particles.length).fill(to),
    'blob/psize_A': new Float32Array(particles.length).fill(pixelSizeA),
  });
  await context.saveOutput('particles', withColumns(moves === null ? own : leftShifts(own, moves, fromA), blob));
  await context.log(
    `${particles.length} particles: boxes of ${from} pixels of ${fromA.toFixed(4)} Å became ${to} of ${pixelSizeA.toFixed(4)} Å.`,
  );
}

/** The side to crop to, px. */
function chooseSize({ bin_size_pix: bin, psize_A: wantedA }: Params, cut: number, fromA: number): number {
  if (bin !== null && wantedA !== null) {
    throw new UserError('Give either the box to crop to (bin_size_pix) or the pixel size (psize_A), not both.');
  }
  // An even number of pixels, the nearest.
  const to = bin ?? (wantedA === null ? cut : 2 * Math.round((cut * fromA) / wantedA / 2));
  if (to < 8 || to > cut || to % 2 !== 0 || cut % 2 !== 0) {
    throw new UserError(`Cannot crop a box of ${cut} pixels to ${to}: expected even numbers, from 8 to ${cut}.`);
  }
  return to;
}

const slots = ['alignments3D', 'alignments2D'];

/** Whole pixels, (x, y) row after row, by which boxes move onto the middles: minus the shift. Null without alignment. */
function wholeMoves(particles: Dataset, pixelSizeA: number): Int32Array | null {
  for (const slot of slots) {
    const [shifts, sizes] = [findNumbers(particles, `${slot}/shift`), findNumbers(particles, `${slot}/psize_A`)];
    if (shifts === null || sizes === null) continue;
    return Int32Array.from(shifts, (shift, i) => -Math.round((shift * (sizes[i >> 1] ?? 0)) / pixelSizeA));
  }
  return null;
}

/** The shifts that are left when boxes have moved. */
function leftShifts(particles: Dataset, moves: Int32Array, pixelSizeA: number): Dataset {
  const columns = slots.flatMap((slot): [string, Float64Array][] => {
    const [shifts, sizes] = [findNumbers(particles, `${slot}/shift`), findNumbers(particles, `${slot}/psize_A`)];
    if (shifts === null || sizes === null) return [];
    const left = Float64Array.from(
      shifts,
      (shift, i) => shift + ((moves[i] ?? 0) * pixelSizeA) / (sizes[i >> 1] ?? NaN),
    );
    return [[`${slot}/shift`, left]];
  });
  return withColumns(particles, createStandardDataset(particles.length, Object.fromEntries(columns)));
}
