import type { Aberration, SpectrumSamples } from '../ctf.js';

/** Slow twin of `evaluateContrastTransfer` for one aberration. */
export function contrastTransferHalfSpectrum(
  aberration: Aberration,
  height: number,
  width: number,
  pixelSizeA: number,
): Float64Array {
  const half = Math.floor(width / 2) + 1;
  const output = new Float64Array(height * half);
  for (let y = 0; y < height; y++) {
    const ky = (2 * y < height ? y : y - height) / (height * pixelSizeA);
    for (let x = 0; x < half; x++) {
      const kx = x / (width * pixelSizeA);
      output[y * half + x] = contrastTransfer(aberration, kx, ky);
    }
  }
  return output;
}

/** Slow twin of `sumCorrelations` for one aberration. */
export function correlationSums(samples: SpectrumSamples, aberration: Aberration): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  samples.kx.forEach((kx, i) => {
    const cosine = Math.cos(2 * Math.PI * phaseHalfTurns(aberration, kx, samples.ky[i] ?? 0));
    const weight = samples.weights[i] ?? 0;
    sums[0] += (samples.weighted[i] ?? 0) * cosine;
    sums[1] += weight * cosine;
    sums[2] += weight * cosine ** 2;
  });
  return sums;
}

/** The contrast transfer at one spatial frequency in 1/Å. */
export function contrastTransfer(aberration: Aberration, kx: number, ky: number): number {
  return -Math.sin(Math.PI * phaseHalfTurns(aberration, kx, ky));
}

/** The phase divided by pi at one spatial frequency in 1/Å. */
export function phaseHalfTurns(
  { constant, xx, xy, yy, fourth, turned: [c2, s2, c4, s4] = [0, 0, 0, 0] }: Aberration,
  kx: number,
  ky: number,
): number {
  const [k2, angle] = [kx ** 2 + ky ** 2, Math.atan2(ky, kx)];
  const turned =
    c2 * Math.cos(2 * angle) + s2 * Math.sin(2 * angle) + c4 * Math.cos(4 * angle) + s4 * Math.sin(4 * angle);
  return constant + xx * kx ** 2 + xy * kx * ky + yy * ky ** 2 + (fourth + turned) * k2 ** 2;
}
