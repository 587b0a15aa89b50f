import { discreteFourierTransform, discreteHalfSpectrum } from './fourier.js';

/**
 * Slow twin of the Fourier crop: on full spectra, one axis after the other, each frequency put where it
 * belongs by its signed value.
 */
export function fourierResample(
  input: ArrayLike<number>,
  from: readonly number[],
  to: readonly number[],
): Float64Array {
  const pairs = new Float64Array(2 * input.length);
  for (let i = 0; i < input.length; i++) pairs[2 * i] = input[i] ?? 0;
  let spectrum = discreteFourierTransform(pairs, from);
  let shape = [...from];
  for (let axis = 0; axis < from.length; axis++) {
    spectrum = resizeAxis(spectrum, shape, axis, to[axis] ?? 1);
    shape = shape.map((size, i) => (i === axis ? (to[axis] ?? 1) : size));
  }
  const resized = discreteFourierTransform(spectrum, to, true);
  return Float64Array.from({ length: resized.length / 2 }, (_, i) => resized[2 * i] ?? 0);
}

/** The half spectrum of what {@link fourierResample} returns. */
export function croppedHalfSpectrum(
  input: ArrayLike<number>,
  from: readonly number[],
  to: readonly number[],
): Float64Array {
  return discreteHalfSpectrum(fourierResample(input, from, to), to);
}

function resizeAxis(spectrum: Float64Array, shape: readonly number[], axis: number, size: number): Float64Array {
  const length = shape[axis] ?? 1;
  const stride = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const slabs = spectrum.length / 2 / (length * stride);
  const output = new Float64Array(2 * slabs * size * stride);
  const add = (slab: number, from: number, to: number, weight: number): void => {
    for (let i = 0; i < 2 * stride; i++) {
      const at = 2 * (slab * size + to) * stride + i;
      output[at] =
        (output[at] ?? 0) + (weight * size * (spectrum[2 * (slab * length + from) * stride + i] ?? 0)) / length;
    }
  };
  const place = (frequency: number, n: number): number => ((frequency % n) + n) % n;
  const small = Math.min(length, size);
  for (let slab = 0; slab < slabs; slab++) {
    for (let frequency = -Math.floor(small / 2); frequency <= Math.floor(small / 2); frequency++) {
      const doubled = 2 * Math.abs(frequency) === small;
      if (!doubled) add(slab, place(frequency, length), place(frequency, size), 1);
      else if (length > size) add(slab, place(frequency, length), size / 2, 1);
      else if (length < size) add(slab, length / 2, place(frequency, size), 0.5);
      else add(slab, length / 2, size / 2, 0.5);
    }
  }
  return output;
}
