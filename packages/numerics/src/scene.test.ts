import { describe, expect, it } from 'vitest';
import {
  addModulated,
  countNodes,
  createMovieStack,
  createRadialCurve,
  createRandom,
  createScene,
  filterLayer,
  fillWithNoise,
  modulateLayer,
  reference,
  seeScene,
  type DisplacementGrid,
  type Relief,
} from './index.js';

const random = createRandom(4);
const noise = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());

/** A field with displacements of some pixels whose slopes stay near 0.001. */
function smoothGrid(height: number, width: number, spacingPx: number, amplitude: number): DisplacementGrid {
  const [rows, columns] = [countNodes(height, spacingPx), countNodes(width, spacingPx)];
  const phase = 6 * random.uniform();
  const nodes = Float32Array.from({ length: 2 * rows * columns }, (_, i) => {
    const [x, y] = [(Math.floor(i / 2) % columns) * spacingPx, Math.floor(i / 2 / columns) * spacingPx];
    return amplitude * (Math.sin(0.0006 * x + 0.0004 * y + phase + (i % 2)) + 0.3 * (i % 2));
  });
  return { nodes, columns, spacingPx };
}

function relief(height: number, width: number, spacingPx: number): Relief {
  const [rows, columns] = [countNodes(height, spacingPx), countNodes(width, spacingPx)];
  return { nodes: noise(rows * columns), columns, spacingPx };
}

describe.each([
  [70, 130, 8, 10, 32],
  [65, 33, 12, 9, 16],
  [140, 71, 0, 0, 16],
])('a frame of %i x %i in a margin of %i and %i', (height, width, marginY, marginX, spacingPx) => {
  it.each([1, 3])('shows displaced layers as its twin does on %i threads', async (threads) => {
    const [rows, columns] = [height + 2 * marginY, width + 2 * marginX];
    const scene = createScene(2, rows, columns);
    const seen = createMovieStack('f32', 2, height, width);
    const layers = [noise(rows * columns), noise(rows * columns)] as const;
    await Promise.all(layers.map((layer, i) => scene.handle.setFrame(i, layer)));
    await seen.handle.setFrame(1, noise(height * width));
    const weights = Float32Array.from([0.7, -1.3]);
    const grid = smoothGrid(height, width, spacingPx, 1.8);
    await seeScene(scene, weights, grid, seen, 1, { threads });
    const got = await seen.handle.frame(1);
    await Promise.all([scene.release(), seen.release()]);
    const sum = layers[0].map((value, i) => 0.7 * value - 1.3 * (layers[1][i] ?? 0));
    let worst = 0;
    for (let i = 0; i < got.length; i++) {
      const [y, x] = [Math.floor(i / width), i % width];
      const [dx, dy] = [0, 1].map((part) => reference.readGrid(grid, y, x, part, 2)) as [number, number];
      const wanted = reference.interpolate(sum, rows, columns, y + marginY + dy, x + marginX + dx);
      worst = Math.max(worst, Math.abs((got[i] ?? NaN) - wanted));
    }
    // White noise of deviation 1.5 and slopes of 0.001: the kernel interpolates the weights over 32 pixels, which costs
    // the square of slope times 32 pixels.
    expect(worst).toBeLessThan(5e-3);
  });
});

it('shows an undisplaced scene exactly, and a shifted one on any number of threads alike', async () => {
  const [height, width] = [150, 90];
  const scene = createScene(1, height + 16, width + 16);
  const seen = createMovieStack('f32', 3, height, width);
  const layer = noise((height + 16) * (width + 16));
  await scene.handle.setFrame(0, layer);
  const still = { ...smoothGrid(height, width, 64, 0) };
  await seeScene(scene, Float32Array.of(1), still, seen, 0);
  const got = await seen.handle.frame(0);
  got.forEach((value, i) => {
    const wanted = layer[(Math.floor(i / width) + 8) * (width + 16) + (i % width) + 8] ?? NaN;
    expect(Math.abs(value - wanted)).toBeLessThan(1e-6);
  });
  const moving = smoothGrid(height, width, 64, 2);
  await seeScene(scene, Float32Array.of(1), moving, seen, 1);
  await seeScene(scene, Float32Array.of(1), moving, seen, 2, { threads: 4 });
  expect(await seen.handle.frame(2)).toEqual(await seen.handle.frame(1));
  await Promise.all([scene.release(), seen.release()]);
});

it('modulates and adds layers as defined', async () => {
  const [height, width] = [37, 53];
  const [scene, source] = [createScene(2, height, width), createScene(1, height, width)];
  const [layer, other] = [noise(height * width), noise(height * width)];
  await scene.handle.setFrame(1, layer);
  await source.handle.setFrame(0, other);
  const [factor, share] = [relief(height, width, 8), relief(height, width, 16)];
  await modulateLayer(scene, 1, 0.4, factor, { threads: 2 });
  await addModulated(scene, 1, source, share, { threads: 2 });
  const got = await scene.handle.frame(1);
  got.forEach((value, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    const wanted =
      ((layer[i] ?? 0) + 0.4) * reference.readGrid(factor, y, x) + (other[i] ?? 0) * reference.readGrid(share, y, x);
    expect(Math.abs(value - wanted)).toBeLessThan(1e-5);
  });
  await expect(addModulated(scene, 1, scene, share)).rejects.toThrow('are the same');
  await Promise.all([scene.release(), source.release()]);
});

it.each([
  [13, 15],
  [10, 16],
  [9, 12],
])('filters a layer of %i x %i as its twin does', async (height, width) => {
  const scene = createScene(1, height, width);
  await fillWithNoise(scene, 0, { seed: 1, stream: 2 });
  const before = await scene.handle.frame(0);
  const curve = createRadialCurve((frequency) => 1 - frequency, 64);
  // On an even axis the last frequency stands for both signs, so that only an upright ellipse is defined there.
  const xy = height % 2 === 1 && width % 2 === 1 ? 1 : 0;
  const aberration = { constant: 0.1, xx: 8, xy, yy: 9, fourth: -2 };
  await filterLayer(scene, 0, curve, { of: aberration, pixelSizeA: 1.3 }, { threads: 2 });
  const got = await scene.handle.frame(0);
  await scene.release();
  const full = reference.discreteFourierTransform(
    Array.from(before).flatMap((value) => [value, 0]),
    [height, width],
  );
  const signed = (index: number, size: number): number => (2 * index < size ? index : index - size) / size;
  for (let i = 0; i < height * width; i++) {
    const [fy, fx] = [signed(Math.floor(i / width), height), signed(i % width, width)];
    const transfer = reference.contrastTransfer(aberration, fx / 1.3, fy / 1.3);
    const factor = (1 - Math.hypot(fx, fy)) * transfer;
    full[2 * i] = (full[2 * i] ?? 0) * factor;
    full[2 * i + 1] = (full[2 * i + 1] ?? 0) * factor;
  }
  const back = reference.discreteFourierTransform(full, [height, width], true);
  got.forEach((value, i) => {
    expect(Math.abs(value - (back[2 * i] ?? NaN))).toBeLessThan(2e-5);
  });
});
