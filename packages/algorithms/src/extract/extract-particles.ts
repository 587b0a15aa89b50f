import { extractBoxes, type Image, type Stack } from '@vitreous/numerics';
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
export function extractParticles(
  micrograph: Image,
  boxes: readonly PlacedBox[],
  { boxSizePx, binSizePx, backgroundRadiusPx, invert, threads = 1 }: ExtractOptions,
): Promise<Stack> {
  return extractBoxes(micrograph, boxes, {
    size: boxSizePx,
    crop: binSizePx,
    radiusPx: backgroundRadiusPx,
    sign: invert ? -1 : 1,
    threads,
  });
}
