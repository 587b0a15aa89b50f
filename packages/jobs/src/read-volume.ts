import type { RunContext } from '@vitreous/job-kit';
import { fitMap } from '@vitreous/stages';
import { readCube } from './read-maps.js';

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
  const volumes: Float32Array[] = [];
  while (volumes.length < most) {
    const read = await readCube(context, input, slot, volumes.length);
    if (read === null) break;
    const fitted = await fitMap(read.map, read, to, { threads: context.threads });
    volumes.push(slot === 'mask' ? fitted.map((value) => Math.min(1, Math.max(0, value))) : fitted);
  }
  return volumes;
}
