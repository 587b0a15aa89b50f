import type { PoseFit } from '../pose-fit.js';
import type { Poses } from '../volume-spectrum.js';
import { phaseHalfTurns } from './ctf.js';
import { ringPoints } from './rings.js';
import { sliceOnRings } from './slices.js';

/** Slow twin of `sumPhases`, from the volume itself. */
export function phaseSums(
  volume: ArrayLike<number>,
  fit: Omit<PoseFit, 'spectrum'>,
  { rotations, shiftsPx }: Poses,
  inverseNoise: Float32Array,
): Float64Array {
  const { layout, samples, stride, aberrations, scales, pixelSizeA } = fit;
  const points = ringPoints(layout);
  const sums = new Float64Array(6 * points.length);
  const step = 1 / (layout.boxPx * pixelSizeA);
  aberrations.forEach((aberration, image) => {
    const slice = sliceOnRings(volume, rotations.subarray(9 * image, 9 * image + 9), layout);
    const [dx, dy] = [shiftsPx[2 * image] ?? 0, shiftsPx[2 * image + 1] ?? 0];
    points.forEach(({ ring, x, y }, i) => {
      const [re, im] = slice[i] ?? [0, 0];
      const turn = (-2 * Math.PI * (x * dx + y * dy)) / layout.boxPx;
      const [c, s] = [Math.cos(turn), Math.sin(turn)];
      const scale = scales[image] ?? 0;
      const [mr, mi] = [scale * (re * c - im * s), scale * (re * s + im * c)];
      const [xr, xi] = [samples[2 * (image * stride + i)] ?? 0, samples[2 * (image * stride + i) + 1] ?? 0];
      const phase = Math.PI * phaseHalfTurns(aberration, x * step, y * step);
      const [sine, cosine] = [Math.sin(phase), Math.cos(phase)];
      const weight = inverseNoise[ring] ?? 0;
      const [product, cross, energy] = [xr * mr + xi * mi, xi * mr - xr * mi, mr * mr + mi * mi];
      const values = [
        ...[product * sine, product * cosine, cross * sine],
        ...[energy * sine * sine, energy * sine * cosine, energy * cosine * cosine],
      ];
      values.forEach((value, k) => (sums[6 * i + k] = (sums[6 * i + k] ?? 0) + weight * value));
    });
  });
  return sums;
}
