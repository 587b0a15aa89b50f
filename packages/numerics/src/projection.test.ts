import { describe, expect, it } from 'vitest';
import {
  createRadialCurve,
  createRandom,
  createScene,
  paintAtoms,
  projectAtoms,
  renderAtoms,
  reference,
  type AtomView,
} from './index.js';

const random = createRandom(8);
const pixelSizeA = 1.7;
const count = 40;
const atoms = {
  positions: Float32Array.from({ length: 3 * count }, () => 6 * random.normal()),
  weights: Float32Array.from({ length: 2 * count }, () => random.normal()),
};
const gauss = (width: number) => (frequency: number) => Math.exp(-width * frequency ** 2);
const widths = [
  [18, 24],
  [21, 30],
] as const;
const curves = widths.map(([a, b]) => [createRadialCurve(gauss(a)), createRadialCurve(gauss(b))] as const);
const aberration = { constant: 0.2, xx: 20, xy: 3, yy: 16, fourth: 11 };

const views: AtomView[] = [0, 1, 2].map((i) => {
  const [c, s] = [Math.cos(i + 0.4), Math.sin(i + 0.4)];
  return {
    rotation: [c, -s * 0.8, s * 0.6, s, c * 0.8, -c * 0.6, 0, 0.6, 0.8],
    shiftPx: [0.3 * i, 1.2 - i],
    aberration,
  };
});

describe.each([20, 21])('views in a box of %i', (sizePx) => {
  it.each([
    [1, aberration],
    [3, null],
  ])('agree with the sum over atoms on %i threads', async (threads, transfer) => {
    const cast = views.map((view) => ({ ...view, aberration: transfer }));
    const got = await projectAtoms(atoms, { sizePx, pixelSizeA, curves }, cast, { threads });
    const area = sizePx ** 2;
    cast.forEach((view, v) => {
      widths.forEach(([a, b], layer) => {
        const wanted = reference.projectPointAtoms(atoms, view, sizePx, pixelSizeA, (ky, kx) => {
          const k = Math.hypot(ky, kx);
          const ctf = transfer === null ? 1 : reference.contrastTransfer(transfer, kx / pixelSizeA, ky / pixelSizeA);
          return [gauss(a)(k), gauss(b)(k), ctf];
        });
        const image = got.subarray((2 * v + layer) * area, (2 * v + layer + 1) * area);
        const scale = Math.max(...wanted.map(Math.abs));
        image.forEach((value, i) => {
          // The spline folds frequencies back at (k / (2 - k))^4 of their strength: 1 % at Nyquist, where the curves
          // have fallen to a hundredth.
          expect(Math.abs(value - (wanted[i] ?? NaN)) / scale).toBeLessThan(2e-3);
        });
      });
    });
  });
});

it('keeps the sum of the weights', async () => {
  const flat = createRadialCurve(() => 1);
  const view = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], shiftPx: [0, 0], aberration: null } as const;
  const image = await projectAtoms(atoms, { sizePx: 32, pixelSizeA, curves: [[flat, flat]] }, [view]);
  const wanted = atoms.weights.reduce((sum, weight) => sum + weight, 0);
  expect(image.reduce((sum, value) => sum + value, 0)).toBeCloseTo(wanted, 3);
});

it('paints the same pixels that it projects, cut at the edges, on any number of threads', async () => {
  const optics = { sizePx: 20, pixelSizeA, curves };
  const centres = [
    [15, 12],
    [1, 38],
    [29, -30],
  ] as const;
  const images = await projectAtoms(atoms, optics, views);
  const wanted = new Float32Array(2 * 40 * 30);
  centres.forEach(([cx, cy], v) => {
    for (let i = 0; i < 2 * 400; i++) {
      const [layer, y, x] = [Math.floor(i / 400), cy - 10 + Math.floor((i % 400) / 20), cx - 10 + (i % 20)];
      if (y < 0 || y >= 40 || x < 0 || x >= 30) continue;
      const at = (layer * 40 + y) * 30 + x;
      wanted[at] = (wanted[at] ?? 0) + (images[v * 800 + i] ?? 0);
    }
  });
  for (const threads of [1, 4]) {
    const scene = createScene(3, 40, 30);
    await paintAtoms(atoms, optics, views, centres, scene, 1, { threads });
    const got = [await scene.handle.frame(1), await scene.handle.frame(2)];
    await scene.release();
    expect(Float32Array.from(got.flatMap((frame) => Array.from(frame)))).toEqual(wanted);
  }
});

it.each([14, 15])(
  'renders a density of %i voxels as its twin does, whose sum along z is the projection',
  async (sizePx) => {
    const few = { positions: atoms.positions.slice(0, 30), weights: atoms.weights.slice(0, 20) };
    const optics = { sizePx, pixelSizeA, curves };
    const density = await renderAtoms(few, optics);
    expect(await renderAtoms(few, optics, { threads: 3 })).toEqual(density);
    const scale = density.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const voxel of [
      [0, 0, 0],
      [7, 7, 7],
      [6, 9, 4],
      [13, 2, 8],
    ] as const) {
      const wanted = reference.densityAt(few, sizePx, pixelSizeA, (k) => [gauss(18)(k), gauss(24)(k)], voxel);
      const got = density[(voxel[0] * sizePx + voxel[1]) * sizePx + voxel[2]] ?? NaN;
      expect(Math.abs(got - wanted) / scale).toBeLessThan(4e-3);
    }
    const view = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], shiftPx: [0, 0], aberration: null } as const;
    const image = (await projectAtoms(few, optics, [view])).subarray(0, sizePx ** 2);
    image.forEach((value, i) => {
      let sum = 0;
      for (let z = 0; z < sizePx; z++) sum += density[z * sizePx ** 2 + i] ?? 0;
      expect(Math.abs(sum - value) / scale).toBeLessThan(1e-4);
    });
  },
);
