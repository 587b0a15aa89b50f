import { changeBox, mirrorMap, resampleMap, symmetriseMap, symmetryRotations } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import type { ParamsOf } from '@vitreous/job-kit';
import { createBandCurve, forwardReal, inverseReal, multiplyRadial } from '@vitreous/numerics';
import type { ConnectedMap } from '../read-maps.js';
import type { volumeTools } from './definition.js';

/** Larger cubes need more memory than machines have. */
const mostPx = 2048;

/** A map changed as parameters say: a cube and its pixel size. */
export async function editMap(
  { volume, pixelSizeA: said, path }: ConnectedMap,
  params: ParamsOf<typeof volumeTools>,
  { threads, signal }: { threads: number; signal: AbortSignal },
): Promise<{ map: Float32Array; pixelSizeA: number }> {
  const longest = Math.max(volume.depth, volume.height, volume.width);
  let pixelSizeA = params.psize_A ?? said;
  // A map that is no cube becomes one: all else works on cubes.
  let map = changeBox(volume, params.crop_size_pix ?? longest);
  if (params.flip_hand) map = mirrorMap(map);
  if (params.invert) map = map.map((value) => -value);
  const box = params.crop_size_pix ?? longest;
  const to =
    params.resample_size_pix ??
    (params.resample_psize_A === null ? box : Math.round((box * pixelSizeA) / params.resample_psize_A));
  if (to < 8 || to > mostPx) {
    throw new UserError(
      `${path}: ${box} voxels of ${pixelSizeA.toFixed(3)} Å become ${to}: expected 8 to ${mostPx}. Take another pixel size.`,
    );
  }
  if (to !== box) {
    map = await resampleMap(map, to, { threads });
    pixelSizeA *= box / to;
  }
  signal.throwIfAborted();
  if (params.lowpass_A !== null || params.highpass_A !== null) {
    const curve = createBandCurve({
      pixelSizeA,
      ...(params.lowpass_A !== null && { lowPassA: params.lowpass_A }),
      ...(params.highpass_A !== null && { highPassA: params.highpass_A }),
    });
    const shape = [to, to, to];
    const spectrum = await forwardReal(map, shape, { threads });
    map = await inverseReal(await multiplyRadial(spectrum, shape, curve, { threads }), shape, { threads });
  }
  const group = symmetryRotations(params.symmetry);
  if (group.length > 1) map = await symmetriseMap(map, group, { threads, signal });
  return { map, pixelSizeA };
}
