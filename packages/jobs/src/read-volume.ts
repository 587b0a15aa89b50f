import { UserError } from '@vitreous/errors';
import { findNumbers, findTexts, readMrcVolume } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { fitMap } from '@vitreous/stages';
import { absolutePath } from './exposure-table.js';
import { requireReadable } from './particle-stacks.js';

/**
 * The map or mask that is connected to an input, on the grid of the particles; null where none is.
 *
 * @throws UserError when it is no cube; DataError for a broken file.
 */
export async function readVolume(
  context: RunContext,
  input: string,
  slot: 'map' | 'mask',
  to: { readonly boxPx: number; readonly pixelSizeA: number },
): Promise<Float32Array | null> {
  const dataset = await context.readInput(input);
  const named = findTexts(dataset, `${slot}/path`)?.[0];
  if (named === undefined) return null;
  const path = absolutePath(context, named);
  await requireReadable(path, context);
  const { depth, height, width, data } = await readMrcVolume(path);
  if (depth !== width || height !== width) {
    throw new UserError(`${named} has ${width} x ${height} x ${depth} voxels: expected a cube. Crop or pad it first.`);
  }
  const pixelSizeA = findNumbers(dataset, `${slot}/psize_A`)?.[0] ?? to.pixelSizeA;
  const fitted = await fitMap(data, { boxPx: width, pixelSizeA }, to, { threads: context.threads });
  return slot === 'mask' ? fitted.map((value) => Math.min(1, Math.max(0, value))) : fitted;
}
