import { projectAtoms, renderAtoms, createRadialCurve, type Volume } from '@vitreous/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { symmetryRotations } from '../symmetry/point-group.js';
import { evenViews } from './even-views.js';
import { projectVolume, type ProjectionSettings } from './project-volume.js';

const work = { threads: 2, signal: new AbortController().signal };
const as: ProjectionSettings = { pixelSizeA: 3, outPixelSizeA: null, outBoxPx: null, lowPassA: null };
/** Five blobs that look alike from no two sides. */
const atoms = {
  positions: Float32Array.of(0, 0, 0, 20, 0, 0, 0, -15, 6, -9, 12, 24, 12, 18, -21),
  weights: Float32Array.of(3, 0, 2, 0, 2, 0, 1, 0, 1.5, 0),
};
const blob = createRadialCurve((frequency) => Math.exp(-60 * frequency * frequency));
const optics = (sizePx: number, pixelSizeA: number) => ({
  sizePx,
  pixelSizeA,
  curves: [[blob, blob]] as [[typeof blob, typeof blob]],
});

async function volumeOf(side: number): Promise<Volume> {
  const data = await renderAtoms(atoms, optics(side, 3), { threads: 2 });
  return { depth: side, height: side, width: side, data };
}

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [product, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb];
    product += x * y;
    first += x * x;
    second += y * y;
  }
  return product / Math.sqrt(first * second);
}

describe('projections of a volume', () => {
  let volume: Volume;
  let views: Float32Array;
  let truth: Float32Array;
  beforeAll(async () => {
    volume = await volumeOf(40);
    views = evenViews(7, 'C1');
    const rotations = Array.from({ length: 7 }, (_, i) => ({
      rotation: views.slice(9 * i, 9 * i + 9),
      shiftPx: [0, 0] as const,
      aberration: null,
    }));
    truth = await projectAtoms(atoms, optics(40, 3), rotations, { threads: 2 });
  });
  const imageOf = (data: Float32Array, i: number, side: number): Float32Array =>
    data.subarray(i * side * side, (i + 1) * side * side);

  it('are those of the atoms it was made of, from every side', async () => {
    const { images, pixelSizeA } = await projectVolume(volume, views, as, work);
    expect([images.count, images.width, pixelSizeA]).toEqual([7, 40, 3]);
    for (let i = 0; i < 7; i++) {
      // Slices are interpolated, good to a thousandth.
      expect(correlation(imageOf(images.data, i, 40), imageOf(truth, i, 40))).toBeGreaterThan(0.998);
      expect(correlation(imageOf(images.data, i, 40), imageOf(truth, (i + 1) % 7, 40))).toBeLessThan(0.95);
    }
    // Sums of voxels: 0 around, and all that there is in total, but for the level of the rim.
    const sum = (x: Float32Array): number => x.reduce((all, value) => all + value, 0);
    expect(sum(imageOf(images.data, 0, 40)) / sum(imageOf(truth, 0, 40))).toBeCloseTo(1, 1);
    expect(images.data[0]).toBe(0);
  });

  it('have the pixel size, box and detail that are asked for', async () => {
    const coarse = await projectVolume(volume, views, { ...as, outPixelSizeA: 5, outBoxPx: 30 }, work);
    expect(Math.abs(coarse.pixelSizeA / 5 - 1)).toBeLessThan(0.002);
    expect(coarse.images.width).toBe(30);
    const wide = await projectAtoms(
      atoms,
      // Blobs are as wide in Å.
      { sizePx: 30, pixelSizeA: 5, curves: [[scaled(5 / 3), scaled(5 / 3)]] },
      [{ rotation: views.slice(0, 9), shiftPx: [0, 0], aberration: null }],
    );
    // A tenth of a pixel of scale over the box, and edges of the band.
    expect(correlation(imageOf(coarse.images.data, 0, 30), wide)).toBeGreaterThan(0.98);
    const smooth = await projectVolume(volume, views, { ...as, lowPassA: 30 }, work);
    const sharp = await projectVolume(volume, views, as, work);
    const most = (x: Float32Array): number => x.reduce((greatest, value) => Math.max(greatest, value), 0);
    expect(most(smooth.images.data)).toBeLessThan(0.8 * most(sharp.images.data));
  });

  it('of volumes that are no cubes, and stand on a level, are the same', async () => {
    // 24 of 40 sections hold almost all of it.
    const flat = { depth: 24, height: 40, width: 40, data: volume.data.slice(8 * 1600, 32 * 1600).map((v) => v + 7) };
    const { images } = await projectVolume(flat, views, as, work);
    for (let i = 0; i < 7; i++) {
      expect(correlation(imageOf(images.data, i, 40), imageOf(truth, i, 40))).toBeGreaterThan(0.98);
    }
  });

  it('are refused where they make no sense', async () => {
    const refuse = (settings: Partial<ProjectionSettings>, map = volume) =>
      expect(projectVolume(map, views, { ...as, ...settings }, work)).rejects;
    await refuse({ outPixelSizeA: 0.1 }).toThrow('too large');
    await refuse({ outPixelSizeA: 30 }).toThrow('expected 16 or more');
    await refuse({ outBoxPx: 7 }).toThrow('boxes of 7 pixels');
    await refuse({ lowPassA: -1 }).toThrow('low-pass of -1');
    await refuse({}, { ...volume, data: new Float32Array(64_000).fill(2) }).toThrow('flat');
    await refuse({}, { ...volume, data: volume.data.map((v, i) => (i === 5 ? NaN : v)) }).toThrow('no finite numbers');
  });
});

function scaled(factor: number) {
  return createRadialCurve((frequency) => Math.exp((-60 * frequency * frequency) / factor ** 2));
}

it.each([
  ['C1', 20],
  ['C1', 1],
  ['D7', 20],
  ['O', 7],
  ['I', 3],
])('views of %s are as many as asked for and evenly spread (%i)', (symmetry, count) => {
  const views = evenViews(count, symmetry);
  expect(views.length).toBe(9 * count);
  const group = symmetryRotations(symmetry);
  const directions = Array.from({ length: count }, (_, i) => views.slice(9 * i + 6, 9 * i + 9));
  // Of all copies under the group, no two are much nearer than even spreading makes them.
  const even = Math.sqrt((4 * Math.PI) / (count * group.length));
  directions.forEach((a, i) => {
    directions.slice(i + 1).forEach((b) => {
      const nearest = Math.max(
        ...group.map((g) =>
          [0, 1, 2].reduce(
            (sum, r) => sum + (a[r] ?? 0) * [0, 1, 2].reduce((own, c) => own + (g[3 * r + c] ?? 0) * (b[c] ?? 0), 0),
            0,
          ),
        ),
      );
      expect(Math.acos(Math.min(1, nearest))).toBeGreaterThan(0.35 * even);
    });
  });
});

it('refuses no views, and groups that are none', () => {
  expect(() => evenViews(0, 'C1')).toThrow('0 views');
  expect(() => evenViews(3, 'X9')).toThrow('no symmetry');
});
