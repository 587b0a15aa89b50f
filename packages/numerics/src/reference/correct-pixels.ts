/** Slow twins of pixel repair: medians by sorting, donors by the rule as it is said. */

const donorLimit = 12;
const attempts = 48;

function mix(a: number, b: number): number {
  let z = (Math.imul(a, 0x9e3779b9) ^ Math.imul(b, 0x85ebca6b)) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** Sum of frames times gain (empty: 1). */
export function sumFrames(frames: readonly ArrayLike<number>[], gain: ArrayLike<number>): Float64Array {
  const area = frames[0]?.length ?? 0;
  return Float64Array.from({ length: area }, (_, i) => {
    const total = frames.reduce((sum, frame) => sum + (frame[i] ?? 0), 0);
    return total * (gain[i] ?? 1);
  });
}

/** Indices of pixels farther than `limit` deviations from their tile's median. */
export function findOutliers(
  image: ArrayLike<number>,
  height: number,
  width: number,
  bad: ArrayLike<number>,
  { tile, limit, floor }: { tile: number; limit: number; floor: number },
): number[] {
  const found: number[] = [];
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  for (let y0 = 0; y0 < height; y0 += tile) {
    for (let x0 = 0; x0 < width; x0 += tile) {
      const good: number[] = [];
      for (let y = y0; y < Math.min(y0 + tile, height); y++) {
        for (let x = x0; x < Math.min(x0 + tile, width); x++) {
          if ((bad[y * width + x] ?? 0) === 0) good.push(y * width + x);
        }
      }
      const sample = good
        .filter((_, i) => i % 3 === 0)
        .map((i) => image[i] ?? NaN)
        .filter(Number.isFinite);
      if (sample.length === 0) continue;
      const centre = median(sample);
      const deviation = Math.fround(1.4826) * median(sample.map((value) => Math.abs(Math.fround(value - centre))));
      const allowed = limit * Math.max(deviation, floor);
      found.push(...good.filter((i) => !(Math.abs((image[i] ?? NaN) - centre) <= allowed)));
    }
  }
  return found.sort((a, b) => a - b);
}

/** Indices of values outside of `least` to `most`. */
export function findOutside(values: ArrayLike<number>, least: number, most: number): number[] {
  return Array.from(values).flatMap((value, i) => (value >= least && value <= most ? [] : [i]));
}

/** Frames with each marked pixel replaced, and the gain of each marked pixel. */
export function replacePixels(
  frames: readonly ArrayLike<number>[],
  height: number,
  width: number,
  gain: ArrayLike<number>,
  bad: ArrayLike<number>,
): { frames: Float64Array[]; gains: number[] } {
  const targets = Array.from(bad).flatMap((mark, i) => (mark === 0 ? [] : [i]));
  const donors = targets.map((target) => findDonors(target, height, width, bad));
  return {
    frames: frames.map((frame, t) => {
      const out = Float64Array.from(frame);
      targets.forEach((target, i) => {
        const list = donors[i] ?? [];
        out[target] = list.length === 0 ? 0 : (frame[list[mix(target, t) % list.length] ?? 0] ?? 0);
      });
      return out;
    }),
    gains: donors.map((list) =>
      list.length === 0 ? 1 : list.reduce((sum, donor) => sum + (gain[donor] ?? 1), 0) / list.length,
    ),
  };
}

function findDonors(target: number, height: number, width: number, bad: ArrayLike<number>): number[] {
  const donors: number[] = [];
  const offer = (dy: number, dx: number): void => {
    const y = Math.floor(target / width) + dy;
    const x = (target % width) + dx;
    const index = y * width + x;
    const inside = y >= 0 && y < height && x >= 0 && x < width;
    if (inside && bad[index] === 0 && !donors.includes(index) && donors.length < donorLimit) donors.push(index);
  };
  for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) offer(dy, dx);
  for (let radius = 4; donors.length < 4 && radius < 2 * Math.max(height, width); radius *= 2) {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const hash = mix(target, attempt + attempts * radius);
      const side = 2 * radius + 1;
      offer(((hash >>> 16) % side) - radius, ((hash & 0xffff) % side) - radius);
    }
  }
  return donors;
}
