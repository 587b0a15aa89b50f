import { changeBox, resampleMap } from '@vitreous/algorithms';

/**
 * A map on another grid, about the same middle: cut or padded to the new width, then resampled in Fourier space. The
 * scale is right to half a voxel over the width, which is what a first map or a mask needs.
 */
export function fitMap(
  map: Float32Array,
  from: { readonly boxPx: number; readonly pixelSizeA: number },
  to: { readonly boxPx: number; readonly pixelSizeA: number },
  options: { threads?: number } = {},
): Promise<Float32Array> {
  const side = Math.max(1, Math.round((to.boxPx * to.pixelSizeA) / from.pixelSizeA));
  const before = from.boxPx;
  const cut = side === before ? map : changeBox({ depth: before, height: before, width: before, data: map }, side);
  return resampleMap(cut, to.boxPx, options);
}
