import type { RingLayout } from '../rings.js';
import type { Slices } from '../slice-sums.js';
import { contrastTransfer } from './ctf.js';
import { ringPoints } from './rings.js';

/** Slow twin of a spectrum's value: the Fourier sum of a volume (box, box, box) at a point (x, y, z), in steps of one over the box. */
export function volumeTransformAt(
  volume: ArrayLike<number>,
  boxPx: number,
  [kx, ky, kz]: readonly [number, number, number],
): [re: number, im: number] {
  const centre = Math.floor(boxPx / 2);
  let [re, im] = [0, 0];
  for (let i = 0; i < volume.length; i++) {
    const [x, y, z] = [i % boxPx, Math.floor(i / boxPx) % boxPx, Math.floor(i / boxPx ** 2)];
    const angle = (-2 * Math.PI * (kx * (x - centre) + ky * (y - centre) + kz * (z - centre))) / boxPx;
    re += (volume[i] ?? 0) * Math.cos(angle);
    im += (volume[i] ?? 0) * Math.sin(angle);
  }
  return [re, im];
}

/** Slow twin of `takeSlices` for one rotation, before the transform along rings: complex pairs of the samples. */
export function sliceOnRings(
  volume: ArrayLike<number>,
  rotation: ArrayLike<number>,
  layout: RingLayout,
): [number, number][] {
  const row = (from: number, axis: number): number => rotation[from + axis] ?? NaN;
  return ringPoints(layout).map(({ x, y }) => {
    const point = [0, 1, 2].map((axis) => x * row(0, axis) + y * row(3, axis));
    return volumeTransformAt(volume, layout.boxPx, [point[0] ?? 0, point[1] ?? 0, point[2] ?? 0]);
  });
}

/**
 * Slow twin of `SliceSums.insert` followed by `toVolume` with `added` so large that it is all of the denominator: the
 * sum over points of value times wave, over `added` and the number of nodes.
 */
export function spreadSlices(slices: Slices, boxPx: number, rings: number, added: number): Float64Array {
  const centre = Math.floor(boxPx / 2);
  const area = boxPx * boxPx;
  const volume = new Float64Array(boxPx ** 3);
  slices.aberrations.forEach((aberration, image) => {
    const pixels = slices.images.subarray(image * area, (image + 1) * area);
    const [dx, dy] = [slices.shiftsPx[2 * image] ?? 0, slices.shiftsPx[2 * image + 1] ?? 0];
    for (let ky = -rings; ky <= rings; ky++) {
      for (let kx = -rings; kx <= rings; kx++) {
        const radius = Math.hypot(kx, ky);
        if (radius > rings) continue;
        let [re, im] = [0, 0];
        pixels.forEach((pixel, i) => {
          const [x, y] = [(i % boxPx) - centre - dx, Math.floor(i / boxPx) - centre - dy];
          const angle = (-2 * Math.PI * (kx * x + ky * y)) / boxPx;
          re += pixel * (slices.window[i] ?? 0) * Math.cos(angle);
          im += pixel * (slices.window[i] ?? 0) * Math.sin(angle);
        });
        const step = 1 / (boxPx * slices.pixelSizeA);
        const [low, part] = [Math.floor(radius), radius % 1];
        const noise =
          (1 - part) * (slices.inverseNoise[low] ?? 0) + part * (slices.inverseNoise[Math.min(rings, low + 1)] ?? 0);
        const factor = -contrastTransfer(aberration, kx * step, ky * step) * noise * (slices.scales[image] ?? 0);
        const row = (from: number, axis: number): number => slices.rotations[9 * image + from + axis] ?? NaN;
        const [px = 0, py = 0, pz = 0] = [0, 1, 2].map((axis) => kx * row(0, axis) + ky * row(3, axis));
        for (let i = 0; i < volume.length; i++) {
          const [x, y, z] = [i % boxPx, Math.floor(i / boxPx) % boxPx, Math.floor(i / area)];
          const angle = (2 * Math.PI * (px * (x - centre) + py * (y - centre) + pz * (z - centre))) / boxPx;
          const value = factor * (re * Math.cos(angle) - im * Math.sin(angle));
          volume[i] = (volume[i] ?? 0) + value / (added * (2 * boxPx) ** 3);
        }
      }
    }
  });
  return volume;
}
