import { cutBoxes, normaliseBoxes, resampleReal, type Image, type Stack } from '@vitreous/numerics';
import type { PlacedBox } from './place-boxes.js';

export interface ExtractOptions {
  readonly boxSizePx: number;
  /** Size after Fourier crop; the box's own for none. */
  readonly binSizePx: number;
  /** Beyond it lies background, px of the micrograph. */
  readonly backgroundRadiusPx: number;
  /** Turn the contrast over: dark particles become bright. */
  readonly invert: boolean;
  readonly threads?: number;
}

/**
 * Cuts particles out of a micrograph, subtracts the plane through their background, Fourier-crops them, and brings the
 * background to mean 0 and standard deviation 1 at the size they are written in.
 */
export async function extractParticles(
  micrograph: Image,
  boxes: readonly PlacedBox[],
  { boxSizePx, binSizePx, backgroundRadiusPx, invert, threads = 1 }: ExtractOptions,
): Promise<Stack> {
  const sign = invert ? -1 : 1;
  const cut = await cutBoxes(micrograph, boxes, boxSizePx, { threads });
  const level = await normaliseBoxes(cut, backgroundRadiusPx, { sign, threads });
  if (binSizePx === boxSizePx) return level;
  const data = await resampleReal(level.data, [boxSizePx, boxSizePx], [binSizePx, binSizePx], {
    batch: level.count,
    threads,
  });
  const small: Stack = { count: level.count, height: binSizePx, width: binSizePx, data };
  return normaliseBoxes(small, (backgroundRadiusPx * binSizePx) / boxSizePx, { threads });
}
