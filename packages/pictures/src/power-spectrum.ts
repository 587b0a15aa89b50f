import { createImage, type Image } from '@vitreous/numerics';
import { contrastByPercentiles } from './contrast.js';
import { encodeGreyPng } from './grey-png.js';

/**
 * A power spectrum with frequency 0 at pixel floor(n / 2), as PNG: measured in the right half, and in the left
 * half the fit, where one is given, each in its own contrast. The row at the top is the first one.
 */
export function drawPowerSpectrum(measured: Image, fit?: Image): Promise<Buffer> {
  const left = fit ?? measured;
  if (left.height !== measured.height || left.width !== measured.width) {
    throw new RangeError(
      `the fit is ${left.width} x ${left.height} pixels, but the spectrum ${measured.width} x ${measured.height}`,
    );
  }
  const [right, other] = [normalise(measured), normalise(left)];
  const middle = Math.floor(measured.width / 2);
  const joined = right.map((value, i) => (i % measured.width < middle ? (other[i] ?? 0) : value));
  return encodeGreyPng(createImage(measured.height, measured.width, joined), { contrast: { black: 0, white: 1 } });
}

/** Values from 0 to 1, by percentiles: the few bright ones around the centre are cut. */
function normalise(image: Image): Float32Array {
  const { black, white } = contrastByPercentiles(image, 0.01, 0.99);
  return image.data.map((value) => (value - black) / (white - black));
}
