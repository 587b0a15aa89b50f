import { createRandom, projectAtoms } from '@vitreous/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulateSource, type SimulatedSource } from '../class2d/testing/simulated-source.js';
import { mirrorMap, moveMap } from '../edit-map/move-map.js';
import { particleCurves, renderMap } from '../simulate/particles.js';
import { identity, multiply, randomRotation, rotationAbout, rotationVectorOf, type Matrix3 } from '../rotation.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { poseDistanceRad } from '../symmetry/pose-distance.js';
import { alignMap } from './align-maps.js';
import { alignToAxes } from './align-to-axes.js';
import { movePoses } from './move-poses.js';

const n = 36;
const degree = Math.PI / 180;

async function trueMap(symmetry: string): Promise<{ simulated: SimulatedSource; map: Float32Array }> {
  const simulated = await simulateSource(
    { count: 1, boxPx: n, pixelSizeA: 6, snr: 1 },
    { seed: 8, massKda: 300, symmetry },
  );
  return { simulated, map: (await renderMap(simulated.settings, simulated.specimen)).data };
}

describe('a map that was turned and shifted', () => {
  let map: Float32Array;
  let noisy: (seed: number, of: Float32Array) => Float32Array;
  beforeAll(async () => {
    ({ map } = await trueMap('C1'));
    const deviation = Math.sqrt(map.reduce((sum, value) => sum + value * value, 0) / map.length);
    noisy = (seed, of) => {
      const random = createRandom(seed);
      return of.map((value) => value + 0.5 * deviation * random.normal());
    };
  });

  it.each([
    [1, false, 0.5],
    [2, false, 3],
    [3, true, 2],
  ])(
    'comes back onto it (case %i, other hand %s)',
    async (seed, mirrored, farPx) => {
      const random = createRandom(seed);
      const rotation = randomRotation(random);
      const offsetPx = [farPx * random.normal(), farPx * random.normal(), farPx * random.normal()] as const;
      const moved = noisy(seed + 10, await moveMap(mirrored ? mirrorMap(map) : map, { rotation, offsetPx }));
      const found = await alignMap(moved, noisy(5, map), { radiusPx: 13, bothHands: true }, { threads: 2 });
      expect(found.mirrored).toBe(mirrored);
      expect(found.after).toBeGreaterThan(found.before + 0.2);
      // Noise half as strong as the map; a voxel at the rim is 4 degrees wide.
      const back = await moveMap(mirrored ? mirrorMap(moved) : moved, found.move);
      const turned = mirrored
        ? multiply(mirrorOf(rotation), found.move.rotation)
        : multiply(rotation, found.move.rotation);
      expect(Math.hypot(...rotationVectorOf(turned))).toBeLessThan(0.5 * degree);
      const power = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
      const product = back.reduce((sum, value, i) => sum + value * (map[i] ?? 0), 0);
      expect(product / Math.sqrt(power(back) * power(map))).toBeGreaterThan(0.8);
    },
    60_000,
  );

  it('stays of its hand where no other is looked for', async () => {
    const found = await alignMap(mirrorMap(map), map, { radiusPx: 13, bothHands: false }, { threads: 2 });
    expect(found.mirrored).toBe(false);
    expect(found.after).toBeLessThan(0.95);
  }, 60_000);
});

/** The rotation that the other hand's frame sees. */
function mirrorOf(m: Matrix3): Matrix3 {
  const flip: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, -1];
  return multiply(flip, multiply(m, flip));
}

it.each([false, true])('poses go with the map, other hand %s', async (mirrored) => {
  const { simulated, map } = await trueMap('C1');
  const random = createRandom(4);
  const move = { rotation: randomRotation(random), offsetPx: [1.5, -2, 0.7] as const };
  const moved = await moveMap(mirrored ? mirrorMap(map) : map, move);
  const poses = { rotations: Float32Array.from([...randomRotation(random)]), shiftsPx: Float32Array.of(1, -0.5) };
  const now = movePoses(poses, move, mirrored);
  const [a, b, c, d, e, f, g, h, k] = now.rotations as unknown as [...Matrix3];
  // The moved map seen from its new pose, shifted by its new shift, is the projection that the old pose gave.
  const seen = await moveMap(moved, { rotation: [a, d, g, b, e, h, c, f, k], offsetPx: [0, 0, 0] });
  const [projection] = [project(seen)];
  const optics = { sizePx: n, pixelSizeA: 6, curves: [particleCurves(simulated.settings, simulated.specimen)] };
  const turned = { rotation: poses.rotations, aberration: null };
  const want = async (shiftPx: readonly [number, number]): Promise<Float32Array> =>
    projectAtoms(simulated.specimen.atoms, optics, [{ ...turned, shiftPx }]);
  const [sx = 0, sy = 0] = now.shiftsPx;
  // Without shifts of its own: the particle's old place less its new one.
  const wanted = await want([1 - sx, -0.5 - sy]);
  expect(correlate(projection, wanted)).toBeGreaterThan(0.98);
  expect(correlate(projection, await want([sx, sy]))).toBeLessThan(0.95);
});

function project(map: Float32Array): Float32Array {
  const sum = new Float32Array(n * n);
  map.forEach((value, i) => (sum[i % (n * n)] = (sum[i % (n * n)] ?? 0) + value));
  return sum;
}

function correlate(a: Float32Array, b: Float32Array): number {
  const [ma, mb] = [a, b].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  let [p, q, r] = [0, 0, 0];
  a.forEach((value, i) => {
    const [x, y] = [value - (ma ?? 0), (b[i] ?? 0) - (mb ?? 0)];
    p += x * y;
    q += x * x;
    r += y * y;
  });
  return p / Math.sqrt(q * r);
}

describe('a symmetric map that lies anyhow', () => {
  it.each(['C4', 'D3', 'T', 'I'])(
    '%s comes onto its axes',
    async (symmetry) => {
      const { map } = await trueMap(symmetry);
      const group = symmetryRotations(symmetry);
      const random = createRandom(6);
      const rotation = randomRotation(random);
      const moved = await moveMap(map, { rotation, offsetPx: [1.2, -0.8, 0.6] });
      const found = await alignToAxes(moved, group, { radiusPx: 13 }, { threads: 2 });
      expect(found.after).toBeGreaterThan(0.97);
      expect(found.before).toBeLessThan(0.8);
      // moved on its axes shows map turned by what its group's axes allow.
      const left = multiply(rotation, found.move.rotation);
      if (symmetry === 'C4') {
        expect(Math.abs(left[8])).toBeGreaterThan(Math.cos(1 * degree));
      } else {
        expect(nearestToAxes(left, symmetry)).toBeLessThan(1 * degree);
      }
    },
    60_000,
  );
});

/** Angle to the nearest rotation that brings the axes onto themselves. */
function nearestToAxes(rotation: Matrix3, symmetry: string): number {
  // Dn lies on its axes also when turned by half a step about z, T by a quarter turn about one of its twofold axes.
  if (symmetry === 'D3') return poseDistanceRad(rotation, identity, symmetryRotations('D6'));
  const group = symmetryRotations(symmetry);
  if (symmetry !== 'T') return poseDistanceRad(rotation, identity, group);
  const quarter = rotationAbout([0, Math.SQRT2, 1], Math.PI / 2);
  return Math.min(poseDistanceRad(rotation, identity, group), poseDistanceRad(rotation, quarter, group));
}
