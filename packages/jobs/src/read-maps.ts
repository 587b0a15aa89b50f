import { UserError } from '@vitreous/errors';
import { findNumbers, findTexts, readMrcVolume } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import type { Volume } from '@vitreous/numerics';
import { absolutePath } from './exposure-table.js';
import { requireReadable } from './particle-stacks.js';

/** A map or a mask that is connected to a job. */
export interface ConnectedMap {
  readonly volume: Volume;
  readonly pixelSizeA: number;
  /** As the dataset names it. */
  readonly path: string;
}

/** A connected map that is a cube. */
export interface ConnectedCube {
  readonly map: Float32Array;
  readonly boxPx: number;
  readonly pixelSizeA: number;
  readonly path: string;
}

/**
 * What an input offers in a slot; null where nothing is connected. Of several volumes it is that of `row`.
 *
 * @throws UserError when it may not be read or has no pixel size; DataError for a broken file.
 */
export async function readMap(context: RunContext, input: string, slot: string, row = 0): Promise<ConnectedMap | null> {
  const dataset = await context.readInput(input);
  const path = findTexts(dataset, `${slot}/path`)?.[row];
  if (path === undefined) return null;
  const place = absolutePath(context, path);
  await requireReadable(place, context);
  const pixelSizeA = findNumbers(dataset, `${slot}/psize_A`)?.[row] ?? 0;
  if (!(pixelSizeA > 0)) throw new UserError(`The input does not say the pixel size of ${path} (${slot}/psize_A).`);
  return { volume: await readMrcVolume(place, { threads: context.threads }), pixelSizeA, path };
}

/** As readMap. @throws UserError also when it is no cube. */
export async function readCube(
  context: RunContext,
  input: string,
  slot: string,
  row = 0,
): Promise<ConnectedCube | null> {
  const read = await readMap(context, input, slot, row);
  if (read === null) return null;
  const { depth, height, width, data } = read.volume;
  if (depth !== width || height !== width) {
    throw new UserError(
      `${read.path} has ${width} x ${height} x ${depth} voxels: expected a cube. Crop or pad it first (volume_tools).`,
    );
  }
  return { map: data, boxPx: width, pixelSizeA: read.pixelSizeA, path: read.path };
}

/** Both half maps of a volume. */
export interface HalfMaps {
  readonly halves: readonly [Float32Array, Float32Array];
  readonly boxPx: number;
  readonly pixelSizeA: number;
  /** Of the first one. */
  readonly path: string;
}

/** Both half maps of an input, of one size. @throws UserError when one is missing or they differ. */
export async function readHalfMaps(context: RunContext, input: string): Promise<HalfMaps> {
  const [a, b] = [await readCube(context, input, 'map_half_A'), await readCube(context, input, 'map_half_B')];
  if (a === null || b === null) {
    throw new UserError(
      `Input ${input} has no half maps: connect a refined volume, or map_half_A and map_half_B result by result.`,
    );
  }
  requireAlike(a, b);
  return { halves: [a.map, b.map], boxPx: a.boxPx, pixelSizeA: a.pixelSizeA, path: a.path };
}

/** @throws UserError when two maps do not lie on one grid. */
export function requireAlike(
  a: Pick<ConnectedCube, 'boxPx' | 'pixelSizeA' | 'path'>,
  b: Pick<ConnectedCube, 'boxPx' | 'pixelSizeA' | 'path'>,
): void {
  if (a.boxPx === b.boxPx && Math.abs(a.pixelSizeA / b.pixelSizeA - 1) < 1e-3) return;
  const words = ({ boxPx, pixelSizeA }: typeof a): string => `${boxPx} voxels of ${pixelSizeA.toFixed(4)} Å`;
  throw new UserError(
    `${a.path} has ${words(a)} a side, ${b.path} ${words(b)}: expected one grid. Resample one of them first (volume_tools).`,
  );
}

/** The mask that is connected to `mask`, or the one that comes with the volume, 0 to 1; null where there is none. */
export async function readConnectedMask(
  context: RunContext,
  like: Pick<ConnectedCube, 'boxPx' | 'pixelSizeA' | 'path'>,
): Promise<Float32Array | null> {
  const found =
    (await readCube(context, 'mask', 'mask')) ??
    (await readCube(context, 'volume', 'mask_fsc')) ??
    (await readCube(context, 'volume', 'mask_refine'));
  if (found === null) return null;
  requireAlike(found, like);
  return found.map.map((value) => Math.min(1, Math.max(0, value)));
}
