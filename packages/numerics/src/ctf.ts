import { native } from './native.js';

/**
 * An aberration phase as a polynomial of the spatial frequency (kx, ky) in 1/Å. The phase, divided by pi, is
 * `constant + xx kx² + xy kx ky + yy ky² + fourth (kx² + ky²)²`.
 */
export interface Aberration {
  readonly constant: number;
  /** Å², like `xy` and `yy`. */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  /** Å⁴. */
  readonly fourth: number;
}

/**
 * Minus the sine of each aberration phase over the half spectrum of an image of `height` x `width` pixels:
 * (count, height, floor(width / 2) + 1), frequency 0 first on both axes. An even size has its Nyquist row at
 * -1 / (2 pixelSizeA).
 */
export function evaluateContrastTransfer(
  aberrations: readonly Aberration[],
  height: number,
  width: number,
  pixelSizeA: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.ctfHalfSpectra(packAberrations(aberrations), height, width, pixelSizeA, threads);
}

function packAberrations(aberrations: readonly Aberration[]): Float64Array {
  return Float64Array.from(aberrations.flatMap(({ constant, xx, xy, yy, fourth }) => [constant, xx, xy, yy, fourth]));
}
