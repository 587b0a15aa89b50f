import { createRandom } from '@vitreous/numerics';
import { describe, expect, it } from 'vitest';
import { correlateVolumes, filterVolume, lowPass } from '../fsc/shells.js';
import { matrixOfAngles, transpose } from '../rotation.js';
import { softSphere } from '../mask/soft-sphere.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { changeBox, resampleMap } from './change-box.js';
import { mirrorMap, moveMap, symmetriseMap } from './move-map.js';
import { maskAbove } from './threshold-mask.js';

/** Noise in a ball, nothing beyond a radius in Fourier space: what a map looks like. */
async function blobs(n: number, shells: number, seed = 1): Promise<Float32Array> {
  const random = createRandom(seed);
  const ball = softSphere(n, 0.3 * n, 0.1 * n);
  const noise = Float32Array.from({ length: n ** 3 }, () => random.normal());
  const inside = (await filterVolume(noise, n, lowPass(shells, 2))).map((value, i) => value * (ball[i] ?? 0));
  return filterVolume(inside, n, lowPass(shells + 2, 2));
}

function difference(a: Float32Array, b: Float32Array): number {
  const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(power(a.map((value, i) => value - (b[i] ?? 0))) / power(b));
}

it.each([16, 17])('moving by whole voxels and quarter turns is exact, %i voxels', async (n) => {
  const map = Float32Array.from({ length: n ** 3 }, (_, i) => Math.sin(i * i));
  const c = Math.floor(n / 2);
  const turned = await moveMap(map, { rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1], offsetPx: [1, 0, -2] });
  for (const [x, y, z] of [
    [0, 0, 0],
    [2, -3, 1],
    [-4, 1, 5],
  ] as const) {
    const got = turned[((z + c) * n + y + c) * n + x + c] ?? NaN;
    expect(got).toBeCloseTo(map[((z - 2 + c) * n + x + c) * n - y + 1 + c] ?? NaN, 4);
  }
});

it('turning there and back gives the map up to three quarters of Nyquist', async () => {
  const n = 40;
  const map = await blobs(n, 13);
  const rotation = matrixOfAngles(0.3, 0.8, -0.5);
  const there = await moveMap(map, { rotation, offsetPx: [0.4, -1.3, 0.7] });
  const back = await moveMap(there, {
    rotation: transpose(rotation),
    offsetPx: [0, 1, 2].map((axis) => {
      const [x, y, z] = [0.4, -1.3, 0.7];
      return -((rotation[axis] ?? 0) * x + (rotation[3 + axis] ?? 0) * y + (rotation[6 + axis] ?? 0) * z);
    }) as [number, number, number],
  });
  // Two interpolations; most of what is lost lies beyond half of Nyquist.
  expect(difference(back, map)).toBeLessThan(0.06);
  const curve = await correlateVolumes(back, map, n);
  expect(curve[14]).toBeGreaterThan(0.999);
});

it('the mirrored map is another, and mirrored again the same', async () => {
  const map = await blobs(21, 6);
  expect(mirrorMap(mirrorMap(map))).toEqual(map);
  expect(difference(mirrorMap(map), map)).toBeGreaterThan(0.5);
  expect(mirrorMap(map)[(12 * 21 + 3) * 21 + 4]).toBe(map[(8 * 21 + 3) * 21 + 4]);
});

it('a symmetrised map is what the group makes of it', async () => {
  const n = 32;
  const group = symmetryRotations('D3');
  const map = await symmetriseMap(await blobs(n, 9), group);
  for (const rotation of group) {
    expect(difference(await moveMap(map, { rotation, offsetPx: [0, 0, 0] }), map)).toBeLessThan(0.02);
  }
});

describe('boxes', () => {
  it.each([
    [10, 16],
    [16, 10],
    [9, 12],
    [12, 9],
    [9, 5],
  ])('of %i voxels become %i about the same centre', (from, to) => {
    const data = Float32Array.from({ length: from ** 3 }, (_, i) => i + 1);
    const made = changeBox({ depth: from, height: from, width: from, data }, to);
    const at = (n: number, x: number, y: number, z: number): number => {
      const c = Math.floor(n / 2);
      return ((z + c) * n + y + c) * n + x + c;
    };
    for (const [x, y, z] of [
      [0, 0, 0],
      [1, -2, 2],
      [-2, 0, 1],
    ] as const) {
      expect(made[at(to, x, y, z)]).toBe(data[at(from, x, y, z)]);
    }
  });

  it('of any sides become cubes, filled up with what the edges hold', () => {
    const made = changeBox({ depth: 2, height: 3, width: 5, data: new Float32Array(30).fill(7) }, 6);
    expect(made).toEqual(new Float32Array(216).fill(7));
  });

  it.each([
    [24, 32],
    [32, 24],
    [25, 32],
    [32, 25],
    [27, 33],
  ])('resampled from %i to %i show the same about the same centre', async (n, to) => {
    // A smooth hill off the centre.
    const hill = (size: number): Float32Array =>
      Float32Array.from({ length: size ** 3 }, (_, i) => {
        const [x, y, z] = [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)].map(
          (at) => (at - Math.floor(size / 2)) / size,
        ) as [number, number, number];
        return Math.exp(-60 * ((x - 0.05) ** 2 + (y + 0.1) ** 2 + z * z));
      });
    expect(difference(await resampleMap(hill(n), to, {}), hill(to))).toBeLessThan(0.005);
  });
});

it('a mask is 1 where the map is strong, widened, and falls to 0 over its edge', () => {
  const n = 21;
  const map = new Float32Array(n ** 3);
  map[(10 * n + 10) * n + 10] = 2;
  const mask = maskAbove(map, { threshold: 1, dilatePx: 3, edgePx: 4 });
  const along = Array.from({ length: 9 }, (_, x) => mask[(10 * n + 10) * n + 10 + x] ?? NaN);
  expect(along.slice(0, 4)).toEqual([1, 1, 1, 1]);
  expect(along[5]).toBeCloseTo(0.5, 6);
  expect(along.slice(7)).toEqual([0, 0]);
});
