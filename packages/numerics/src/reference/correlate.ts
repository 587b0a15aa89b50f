import { discreteFourierTransform } from './fourier.js';

/** Slow twin of patch correlation: one coefficient after the other, over the whole plane of frequencies. */

type Pair = readonly [number, number];

/** A patch of every frame, transformed, and where each coefficient lies. */
export interface SlowPatch {
  readonly height: number;
  readonly width: number;
  /** For each frame its transform, full plane, pairs. */
  readonly spectra: readonly Float64Array[];
  /** For each frame the offset (x, y) it was cut at. */
  readonly offsets: readonly Pair[];
  readonly limit: number;
}

export function cutSlowPatch(
  frames: readonly ArrayLike<number>[],
  frameShape: Pair,
  patch: { height: number; width: number; origin: Pair; offsets: readonly Pair[]; taper: number },
  limit: number,
): SlowPatch {
  const { height, width, origin, offsets, taper } = patch;
  const spectra = frames.map((frame, t) => {
    const [dx, dy] = offsets[t] ?? [0, 0];
    const held: (number | null)[] = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [fy, fx] = [y + origin[1] + dy, x + origin[0] + dx];
        const inside = fy >= 0 && fy < frameShape[0] && fx >= 0 && fx < frameShape[1];
        held.push(inside ? (frame[fy * frameShape[1] + fx] ?? 0) : null);
      }
    }
    const values = held.filter((value) => value !== null);
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const pairs = new Float64Array(2 * height * width);
    held.forEach((value, i) => {
      const rim = edge(Math.floor(i / width), height, taper) * edge(i % width, width, taper);
      pairs[2 * i] = value === null ? 0 : (value - mean) * rim;
    });
    return discreteFourierTransform(pairs, [height, width]);
  });
  return { height, width, spectra, offsets, limit };
}

function edge(index: number, size: number, taper: number): number {
  const depth = (Math.min(index, size - 1 - index) + 0.5) / taper;
  return depth >= 1 ? 1 : Math.sin((Math.PI / 2) * depth);
}

/** Frequency (x, y) of coefficient `index`, cycles a pixel. */
function frequencies(index: number, height: number, width: number): Pair {
  const signed = (i: number, size: number): number => (2 * i > size ? i - size : i) / size;
  return [signed(index % width, width), signed(Math.floor(index / width), height)];
}

/** Coefficients within the limit, with their frequency; the lone frequency of half a cycle is left out. */
function kept(patch: SlowPatch): { index: number; kx: number; ky: number }[] {
  const { height, width, limit } = patch;
  return Array.from({ length: height * width }, (_, index) => {
    const [kx, ky] = frequencies(index, height, width);
    return { index, kx, ky };
  }).filter(({ kx, ky }) => Math.hypot(kx, ky) <= limit && Math.abs(kx) < 0.5 && Math.abs(ky) < 0.5);
}

function aligned(patch: SlowPatch, frame: number, at: { index: number; kx: number; ky: number }, shift: Pair): Pair {
  const [ox, oy] = patch.offsets[frame] ?? [0, 0];
  const angle = 2 * Math.PI * (at.kx * (shift[0] - ox) + at.ky * (shift[1] - oy));
  const [re, im] = [patch.spectra[frame]?.[2 * at.index] ?? 0, patch.spectra[frame]?.[2 * at.index + 1] ?? 0];
  return [re * Math.cos(angle) - im * Math.sin(angle), re * Math.sin(angle) + im * Math.cos(angle)];
}

/** Correlation of `frame` with the others when the frames are displaced by `shifts`; half the sum over the plane. */
export function correlationWithOthers(
  patch: SlowPatch,
  frame: number,
  shifts: readonly Pair[],
  weight: (frequency: number) => number,
): number {
  let total = 0;
  for (const at of kept(patch)) {
    const [re, im] = aligned(patch, frame, at, shifts[frame] ?? [0, 0]);
    shifts.forEach((shift, other) => {
      if (other === frame) return;
      const [a, b] = aligned(patch, other, at, shift);
      total += 0.5 * weight(Math.hypot(at.kx, at.ky)) * (re * a + im * b);
    });
  }
  return total;
}

/** Sums in bins of frequency: mean over frames of |F|², |sum of aligned F|², count; each over half the plane. */
export function radialPowerOfPatch(patch: SlowPatch, shifts: readonly Pair[], bins: number): Float64Array {
  const output = new Float64Array(3 * bins);
  const add = (at: number, value: number): void => {
    output[at] = (output[at] ?? 0) + value / 2;
  };
  for (const at of kept(patch)) {
    const bin = Math.min(bins - 1, Math.floor((Math.hypot(at.kx, at.ky) / patch.limit) * bins));
    const all = shifts.map((shift, frame) => aligned(patch, frame, at, shift));
    const sum = all.reduce<Pair>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    add(bin, all.reduce((total, [re, im]) => total + re * re + im * im, 0) / all.length);
    add(bins + bin, sum[0] ** 2 + sum[1] ** 2);
    add(2 * bins + bin, 1);
  }
  return output;
}
