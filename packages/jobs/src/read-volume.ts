import { UserError } from '@vitreous/errors';
import { findNumbers, findTexts, readMrcVolume } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { fitMap } from '@vitreous/stages';
import { absolutePath } from './exposure-table.js';
import { requireReadable } from './particle-stacks.js';

interface Grid {
  readonly boxPx: number;
  readonly pixelSizeA: number;
}

/**
 * The map or mask that is connected to an input, on the grid of the particles; null where none is.
 *
 * @throws UserError when it is no cube; DataError for a broken file.
 */
export async function readVolume(
  context: RunContext,
  input: string,
  slot: 'map' | 'mask',
  to: Grid,
): Promise<Float32Array | null> {
  const [first = null] = await readVolumes(context, input, slot, to, 1);
  return first;
}

/** All maps or masks that are connected to an input, at most so many. @throws as `readVolume`. */
export async function readVolumes(
  context: RunContext,
  input: string,
  slot: 'map' | 'mask',
  to: Grid,
  most = Infinity,
): Promise<Float32Array[]> {
  const dataset = await context.readInput(input);
  const sizes = findNumbers(dataset, `${slot}/psize_A`);
  const volumes: Float32Array[] = [];
  for (const [row, named] of (findTexts(dataset, `${slot}/path`) ?? []).slice(0, most).entries()) {
    const path = absolutePath(context, named);
    await requireReadable(path, context);
    const { depth, height, width, data } = await readMrcVolume(path);
    if (depth !== width || height !== width) {
      throw new UserError(
        `${named} has ${width} x ${height} x ${depth} voxels: expected a cube. Crop or pad it first.`,
      );
    }
    const from = { boxPx: width, pixelSizeA: sizes?.[row] ?? to.pixelSizeA };
    const fitted = await fitMap(data, from, to, { threads: context.threads });
    volumes.push(slot === 'mask' ? fitted.map((value) => Math.min(1, Math.max(0, value))) : fitted);
  }
  return volumes;
}
