import { createRandom, forwardReal } from '@vitreous/numerics';
import { describe, expect, it } from 'vitest';
import { correlateVolumes, filterVolume, multiplyOnShells } from '../fsc/shells.js';
import { filterLocally, frequencyOfVoxels } from './filter-locally.js';
import { measureLocalResolution, type LocalResolution } from './local-resolution.js';

const n = 64;
const pixelSizeA = 2;
/** Where signal and noise are equal, in the lower and the upper part of the map; 1/Å. */
const equalAt = [1 / 12, 1 / 8] as const;

function noise(seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n ** 3 }, () => random.normal());
}

/** Noise whose power is (k / k0)⁴: of white signal the halves' correlation is then 1 / (1 + (k / k0)⁴). */
function risingNoise(seed: number, k0: number): Promise<Float32Array> {
  return filterVolume(noise(seed), n, (radius) => (radius / (n * pixelSizeA) / k0) ** 2);
}

/** Halves of one signal, whose noise is not the same below and above the middle section. */
async function makeHalves(): Promise<[Float32Array, Float32Array]> {
  const signal = noise(1);
  const half = async (seed: number): Promise<Float32Array> => {
    const [lower, upper] = [await risingNoise(seed, equalAt[0]), await risingNoise(seed + 1, equalAt[1])];
    return signal.map((value, i) => value + ((i < n ** 3 / 2 ? lower[i] : upper[i]) ?? 0));
  };
  return [await half(2), await half(4)];
}

/** Median frequency of the nodes whose section lies in a range. */
function medianWithin({ frequency, nodes, stepPx }: LocalResolution, from: number, to: number): number {
  const values = Array.from(frequency).filter((value, node) => {
    const z = Math.floor(node / nodes ** 2) * stepPx;
    return value > 0 && z >= from && z < to;
  });
  return values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

describe('halves with known noise, not the same in two regions', () => {
  // Away from the border between the regions and from the edges, where windows see both or less.
  const mask = Float32Array.from({ length: n ** 3 }, (_, i) => {
    const z = Math.floor(i / n ** 2);
    return (z > 16 && z < 20) || (z > 44 && z < 48) ? 1 : 0;
  });

  it.each([
    [0.5, 48],
    [0.143, 64],
  ])(
    'at %f in windows of %i Å show it, each region its own',
    async (threshold, boxA) => {
      const halves = await makeHalves();
      const settings = { pixelSizeA, boxA, stepPx: 4, threshold };
      const found = await measureLocalResolution(halves, mask, settings, { threads: 2 });
      // The correlation falls below t at k0 (1 / t - 1)^(1/4).
      for (const [region, z] of [16, 44].entries()) {
        const wanted = (equalAt[region] ?? NaN) * (1 / threshold - 1) ** 0.25;
        const got = medianWithin(found, z, z + 4);
        // A window mixes shells, more so where it holds few of them: noise that rises spills inwards. Never to the better.
        expect(got).toBeLessThan(1.03 * wanted);
        expect(got).toBeGreaterThan(wanted * (1 - 0.6 / (wanted * boxA)));
      }
      expect(await measureLocalResolution(halves, mask, settings, { threads: 1 })).toEqual(found);
    },
    30_000,
  );
});

it('only the mask is looked at, and between nodes all of it has a value', async () => {
  const [a, b] = [noise(1), noise(1)];
  const mask = Float32Array.from({ length: n ** 3 }, (_, i) => {
    const [x, y, z] = [i % n, Math.floor(i / n) % n, Math.floor(i / n ** 2)];
    return Math.hypot(x - 30, y - 31, z - 33) < 9 ? 1 : 0;
  });
  const settings = { pixelSizeA, boxA: 32, stepPx: 3, threshold: 0.5 };
  const found = await measureLocalResolution([a, b], mask, settings, {});
  expect(found.frequency.filter((value) => value > 0).length).toBeLessThan(400);
  const voxels = frequencyOfVoxels(found);
  // The halves are one: Nyquist everywhere in the mask, nothing measured far from it.
  voxels.forEach((value, i) => {
    if (mask[i] === 1) expect(value).toBeCloseTo(1 / (2 * pixelSizeA), 6);
  });
  expect(voxels[0]).toBe(0);
});

it('refuses a window that does not fit, and a mask with nothing in it', async () => {
  const halves = [noise(1), noise(2)] as const;
  const settings = { pixelSizeA, boxA: 300, stepPx: 4, threshold: 0.5 };
  await expect(measureLocalResolution(halves, new Float32Array(n ** 3).fill(1), settings, {})).rejects.toThrow(
    'A window of 300.0 Å does not fit in a map of 128.0 Å',
  );
  await expect(measureLocalResolution(halves, new Float32Array(n ** 3), { ...settings, boxA: 40 }, {})).rejects.toThrow(
    'The mask is empty',
  );
});

it('each place is filtered to its own resolution', async () => {
  const map = noise(7);
  const [coarse, fine] = [0.06, 0.15];
  const frequency = Float32Array.from({ length: n ** 3 }, (_, i) => (i < n ** 3 / 2 ? coarse : fine));
  const filtered = await filterLocally(map, frequency, { pixelSizeA }, { threads: 2 });
  // Each half of the result, the other set to 0, has the shells of its own low-pass and none above.
  for (const [half, end] of [coarse, fine].entries()) {
    const part = (values: Float32Array): Float32Array =>
      values.map((value, i) => (Number(i >= n ** 3 / 2) === half ? value : 0));
    const curve = await correlateVolumes(part(map), part(filtered), n);
    const edge = end * n * pixelSizeA;
    expect(curve[Math.floor(edge / 2)]).toBeGreaterThan(0.95);
    const power = await powerOfShells(part(filtered));
    // The cut between the halves spreads a little into all shells.
    expect((power[Math.ceil(1.3 * edge)] ?? NaN) / (power[Math.floor(edge / 2)] ?? NaN)).toBeLessThan(0.02);
  }
  expect(await filterLocally(map, new Float32Array(n ** 3), { pixelSizeA })).toEqual(new Float32Array(n ** 3));
});

async function powerOfShells(map: Float32Array): Promise<Float64Array> {
  const spectrum = await forwardReal(map, [n, n, n]);
  return multiplyOnShells(spectrum, spectrum, n).first.map((value, shell) => value / Math.max(1, shell ** 2));
}
