import type { Image } from '@vitreous/numerics';

/** The values shown as black and as white. */
export interface Contrast {
  readonly black: number;
  readonly white: number;
}

/** Values looked at for a percentile; more change nothing that the eye sees. */
const sampleSize = 200_000;

/**
 * Black and white at two percentiles of the finite values (0 to 1): hot pixels and ice crystals do not matter.
 * A constant image gets a range around its value.
 */
export function contrastByPercentiles(image: Image, low = 0.003, high = 0.997): Contrast {
  const stride = Math.max(1, Math.floor(image.data.length / sampleSize));
  const sample = new Float32Array(Math.ceil(image.data.length / stride));
  let count = 0;
  for (let i = 0; i < image.data.length; i += stride) {
    const value = image.data[i] ?? NaN;
    if (Number.isFinite(value)) sample[count++] = value;
  }
  const sorted = sample.subarray(0, count).sort();
  const at = (fraction: number): number => sorted[Math.round(fraction * (count - 1))] ?? 0;
  return spread(at(low), at(high));
}

/** Black and white `sigmas` standard deviations below and above the mean of the finite values. */
export function contrastBySigma(image: Image, sigmas = 3): Contrast {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (const value of image.data) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    squares += value * value;
    count++;
  }
  const mean = sum / Math.max(1, count);
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
  return spread(mean - sigmas * deviation, mean + sigmas * deviation);
}

function spread(black: number, white: number): Contrast {
  return white > black ? { black, white } : { black: black - 0.5, white: white + 0.5 };
}

/** A byte per pixel, 0 black to 255 white; what is not finite is black. */
export function toGreyBytes(image: Image, { black, white }: Contrast): Uint8Array {
  const scale = 255 / (white - black);
  // Stores into clamped bytes round and turn NaN into 0. A loop, since `from` is twenty times slower.
  const bytes = new Uint8ClampedArray(image.data.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = ((image.data[i] ?? 0) - black) * scale;
  return new Uint8Array(bytes.buffer);
}
