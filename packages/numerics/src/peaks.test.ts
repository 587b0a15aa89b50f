import { describe, expect, it } from 'vitest';
import { createImage, createRandom, findPeaks, reference, type Peak } from './index.js';

function expectSame(got: readonly Peak[], wanted: readonly Peak[]): void {
  expect(got.map((peak) => peak.index)).toEqual(wanted.map((peak) => peak.index));
  got.forEach((peak, i) => {
    expect(peak.value).toBe(wanted[i]?.value);
    // Single precision against double in the parabola.
    expect(Math.hypot(peak.x - (wanted[i]?.x ?? NaN), peak.y - (wanted[i]?.y ?? NaN))).toBeLessThan(1e-4);
  });
}

const sizes: [number, number][] = [
  [1, 1],
  [1, 9],
  [7, 1],
  [12, 17],
  [31, 20],
];

describe.each(sizes)('peaks of a map of %i x %i', (height, width) => {
  const random = createRandom(height + 31 * width);
  const map = createImage(
    height,
    width,
    Float32Array.from({ length: height * width }, () => random.normal()),
  );
  // Distances that no pair of refined peaks is likely to hit exactly.
  it.each([
    {},
    { threshold: 0.5 },
    { minDistancePx: 3.3 },
    { minDistancePx: 5.7, maxHits: 4 },
    { threshold: 10 },
    { minDistancePx: 1e5 },
  ])('agree with the definition, %o', async (options) => {
    const wanted = reference.findPeaks(map, options);
    for (const threads of [1, 3]) expectSame(await findPeaks(map, { ...options, threads }), wanted);
  });
});

it('takes the first of a plateau, and no peak at what is not a number', async () => {
  const map = createImage(3, 5, Float32Array.of(0, 0, 0, 0, 0, 0, 2, 2, NaN, 5, 0, 0, 0, 0, 0));
  const peaks = await findPeaks(map, { threshold: 1 });
  expect(peaks.map((peak) => peak.index)).toEqual([9, 6]);
  expectSame(peaks, reference.findPeaks(map, { threshold: 1 }));
});

it('finds the top between pixels', async () => {
  const top = { x: 10.3, y: 7.8 };
  const data = Float32Array.from(
    { length: 400 },
    (_, i) => -(((i % 20) - top.x) ** 2) - (Math.floor(i / 20) - top.y) ** 2,
  );
  const [peak] = await findPeaks(createImage(20, 20, data), { maxHits: 1 });
  expect(peak?.x).toBeCloseTo(top.x, 3);
  expect(peak?.y).toBeCloseTo(top.y, 3);
});

it('rejects what does not fit', async () => {
  await expect(findPeaks({ height: 2, width: 2, data: new Float32Array(3) })).rejects.toThrow('was given 3 values');
  await expect(findPeaks(createImage(2, 2), { minDistancePx: NaN })).rejects.toThrow('a least distance of NaN px');
});
