import { describe, expect, it } from 'vitest';
import { correlateWindows, createRandom, reference } from './index.js';

const cases: [n: number, side: number][] = [
  [7, 2],
  [8, 5],
  [9, 6],
  [12, 8],
];

describe.each(cases)('correlations in %i voxels a side through windows of %i', (n, sidePx) => {
  const random = createRandom(n);
  const volume = (): Float32Array => Float32Array.from({ length: n ** 3 }, () => 3 + random.normal());
  const a = volume();
  const b = a.map((value) => value + random.normal());
  const weights = Float32Array.from({ length: sidePx ** 3 }, () => random.uniform());
  // In the middle, over an edge, and beside the volume.
  const middle = Math.floor(n / 2);
  const centres = Int32Array.of(middle, middle, middle, 0, n - 1, 2, -1, middle, n, -50, 0, 900);

  it('agree with the definition, the same for any number of threads', async () => {
    const got = await correlateWindows(a, b, n, { sidePx, weights, centres });
    const wanted = reference.correlateWindows(a, b, n, { sidePx, weights, centres }).flat();
    expect(got.length).toBe(wanted.length);
    // Single precision, of values around 3.
    wanted.forEach((value, i) => {
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-4);
    });
    expect(await correlateWindows(a, b, n, { sidePx, weights, centres }, { threads: 3 })).toEqual(got);
  });
});

it('a volume agrees with itself, and not with its opposite', async () => {
  const random = createRandom(5);
  const a = Float32Array.from({ length: 1000 }, () => random.normal());
  const windows = { sidePx: 6, weights: new Float32Array(216).fill(1), centres: Int32Array.of(4, 5, 4) };
  const same = await correlateWindows(a, a, 10, windows);
  const opposite = await correlateWindows(
    a,
    a.map((value) => -value),
    10,
    windows,
  );
  for (const shell of [1, 2, 3]) {
    expect(same[shell]).toBeCloseTo(1, 5);
    expect(opposite[shell]).toBeCloseTo(-1, 5);
  }
});

it('rejects what does not fit', async () => {
  const volume = new Float32Array(27);
  const windows = { sidePx: 2, weights: new Float32Array(8), centres: Int32Array.of(1, 1, 1) };
  await expect(correlateWindows(volume, new Float32Array(26), 3, windows)).rejects.toThrow('27 and 26 values');
  await expect(correlateWindows(volume, volume, 3, { ...windows, sidePx: 3 })).rejects.toThrow('8 weights');
  await expect(correlateWindows(volume, volume, 3, { ...windows, centres: new Int32Array(2) })).rejects.toThrow(
    'three numbers each',
  );
});
