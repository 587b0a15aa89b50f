import { createRandom } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { distanceTo } from './distance.js';
import { maskOfMap } from './map-mask.js';
import { softSphere } from './soft-sphere.js';

it('distances to set voxels are exact', () => {
  const n = 7;
  const random = createRandom(1);
  const set = Uint8Array.from({ length: n ** 3 }, () => (random.uniform() < 0.03 ? 1 : 0));
  const at = (i: number): number[] => [i % n, Math.floor(i / n) % n, Math.floor(i / n ** 2)];
  const places = Array.from(set.keys()).filter((i) => set[i] === 1);
  expect(places.length).toBeGreaterThan(4);
  distanceTo(set, n).forEach((distance, i) => {
    const wanted = Math.min(
      ...places.map((p) => Math.hypot(...at(p).map((value, axis) => value - (at(i)[axis] ?? 0)))),
    );
    expect(distance).toBeCloseTo(wanted, 4);
  });
  expect(distanceTo(new Uint8Array(8), 2).every((distance) => distance === Infinity)).toBe(true);
});

it('a mask holds the particle with a margin and a soft edge', async () => {
  const n = 32;
  const map = softSphere(n, 6, 1).map((value, i) => value + 0.05 * Math.sin(i));
  const mask = await maskOfMap(map, {
    n,
    within: softSphere(n, 13, 2),
    settings: { threshold: 0.3, shells: 12, dilatePx: 2, edgePx: 3 },
  });
  const along = (distance: number): number => mask[(16 * n + 16) * n + 16 + distance] ?? NaN;
  expect(along(0)).toBe(1);
  expect(along(7)).toBe(1);
  expect(along(10)).toBeGreaterThan(0);
  expect(along(10)).toBeLessThan(1);
  expect(along(13)).toBe(0);
});
