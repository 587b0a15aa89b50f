import { native } from './native.js';

/**
 * Resampling by cutting or padding the Fourier transform. Values keep their scale (the mean stays), pixel 0
 * stays where it is, and a pixel of the new grid is `from / to` pixels of the old one: the centre
 * floor(n / 2) of an even box stays its centre when the new box is even too.
 */

/**
 * Half spectra of `batch` real arrays of shape `to` from those of shape `from` (1 to 3 sizes, x last); each
 * axis is cropped or padded on its own.
 */
export function cropHalfSpectrum(
  spectrum: Float32Array,
  from: readonly number[],
  to: readonly number[],
  { batch = 1, threads = 1 }: { batch?: number; threads?: number } = {},
): Promise<Float32Array> {
  return native.cropHalfSpectrum(spectrum, [...from], [...to], batch, threads);
}

/** `batch` real arrays of shape `from` on the grid `to`. Shrinking costs less than one full transform. */
export function resampleReal(
  input: Float32Array,
  from: readonly number[],
  to: readonly number[],
  { batch = 1, threads = 1 }: { batch?: number; threads?: number } = {},
): Promise<Float32Array> {
  return native.resampleReal(input, [...from], [...to], batch, threads);
}
