import { expect, it } from 'vitest';
import { buildSurface, sampleAt } from './build-surface.js';

const n = 24;
const centre = 11.3;
/** How far a voxel lies inside a ball of radius 7. */
const ball = Float32Array.from({ length: n ** 3 }, (_, at) => {
  const [x, y, z] = [at % n, Math.floor(at / n) % n, Math.floor(at / n / n)];
  return 7 - Math.hypot(x - centre, y - centre, z - centre);
});
const field = { size: [n, n, n] as const, data: ball };
const { positions, normals, indices } = buildSurface(field, 0);

it('lies where the field crosses the level', () => {
  for (let i = 0; i < positions.length; i += 3) {
    const [x = 0, y = 0, z = 0] = positions.subarray(i, i + 3);
    expect(Math.abs(Math.hypot(x - centre, y - centre, z - centre) - 7)).toBeLessThan(0.3);
  }
});

it('is closed: each side of a triangle is one of another, run the other way', () => {
  const sides = new Set<string>();
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = indices.subarray(i, i + 3);
    for (const side of [`${a} ${b}`, `${b} ${c}`, `${c} ${a}`]) {
      expect(sides.has(side)).toBe(false);
      sides.add(side);
    }
  }
  for (const side of sides) expect(sides.has(side.split(' ').reverse().join(' '))).toBe(true);
});

it('looks outwards, by its triangles and by its normals, and encloses the ball', () => {
  let volume = 0;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [...indices.subarray(i, i + 3)].map((at) =>
      [...positions.subarray(3 * at, 3 * at + 3)].map((value) => value - centre),
    ) as [number[], number[], number[]];
    const cross = [0, 1, 2].map((k) => {
      const [p, q] = [(k + 1) % 3, (k + 2) % 3];
      return (b[p] ?? 0) * (c[q] ?? 0) - (b[q] ?? 0) * (c[p] ?? 0);
    });
    volume += cross.reduce((sum, value, k) => sum + value * (a[k] ?? 0), 0) / 6;
  }
  // 4/3 pi 7³; the corners of the net are within a few hundredths of the ball.
  expect(volume / ((4 / 3) * Math.PI * 343)).toBeCloseTo(1, 1);
  for (let i = 0; i < positions.length; i += 3) {
    const out = [0, 1, 2].reduce((sum, k) => sum + (normals[i + k] ?? 0) * ((positions[i + k] ?? 0) - centre), 0);
    expect(out / 7).toBeGreaterThan(0.9);
  }
});

it('has no surface where nothing crosses', () => {
  expect(buildSurface(field, 100).indices.length).toBe(0);
});

it('reads between voxels, and at the ends beyond them', () => {
  const small = { size: [2, 2, 2] as const, data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) };
  expect(sampleAt(small, 0.5, 0.25, 0.5)).toBeCloseTo(0.5 + 0.5 + 2);
  expect(sampleAt(small, -3, 5, 0)).toBe(2);
});
