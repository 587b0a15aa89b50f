import { resampleReal } from '@vitreous/numerics';

/**
 * A map on another grid, about the same middle: cut or padded with zeros to the new width, then resampled in Fourier space. The
 * scale is right to half a voxel over the width, which is what a first map or a mask needs.
 */
export async function fitMap(
  map: Float32Array,
  from: { readonly boxPx: number; readonly pixelSizeA: number },
  to: { readonly boxPx: number; readonly pixelSizeA: number },
  { threads }: { threads: number },
): Promise<Float32Array> {
  const side = Math.max(1, Math.round((to.boxPx * to.pixelSizeA) / from.pixelSizeA));
  const cut = side === from.boxPx ? map : cutOrPad(map, from.boxPx, side);
  if (side === to.boxPx) return cut;
  return resampleReal(cut, [side, side, side], [to.boxPx, to.boxPx, to.boxPx], { threads });
}

function cutOrPad(map: Float32Array, before: number, after: number): Float32Array {
  const made = new Float32Array(after ** 3);
  const shift = Math.floor(before / 2) - Math.floor(after / 2);
  const first = Math.max(0, -shift);
  const last = Math.min(after, before - shift);
  for (let z = first; z < last; z++) {
    for (let y = first; y < last; y++) {
      const from = ((z + shift) * before + y + shift) * before + shift;
      made.set(map.subarray(from + first, from + last), (z * after + y) * after + first);
    }
  }
  return made;
}
