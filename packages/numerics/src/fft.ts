import { native } from './native.js';

/**
 * Fourier transforms by the kernel. Complex arrays are (real, imaginary) pairs; frequency 0 comes first on
 * every axis; forward is not normalised, inverse divides by the number of points.
 */

/** Half spectra, shape (.., nx / 2 + 1) rounded down, of `batch` real arrays of `shape` (1 to 3 sizes, x last). */
export function forwardReal(
  input: Float32Array,
  shape: readonly number[],
  { batch = 1, threads = 1 }: { batch?: number; threads?: number } = {},
): Promise<Float32Array> {
  return native.fftForwardReal(input, [...shape], batch, threads);
}

/** Real arrays of `shape` from their half spectra. */
export function inverseReal(
  spectrum: Float32Array,
  shape: readonly number[],
  { batch = 1, threads = 1 }: { batch?: number; threads?: number } = {},
): Promise<Float32Array> {
  return native.fftInverseReal(spectrum, [...shape], batch, threads);
}

/** Complex transform of `batch` arrays of `shape`. */
export function transformComplex(
  input: Float32Array,
  shape: readonly number[],
  { batch = 1, inverse = false, threads = 1 }: { batch?: number; inverse?: boolean; threads?: number } = {},
): Promise<Float32Array> {
  return native.fftComplex(input, [...shape], batch, inverse, threads);
}
