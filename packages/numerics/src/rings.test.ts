import { describe, expect, it } from 'vitest';
import {
  createRandom,
  imagesToRings,
  innerRings,
  ordersOf,
  reference,
  ringsToImages,
  ringsToOrders,
  samplesOf,
  shiftRingOrders,
  type RingLayout,
} from './index.js';

const layouts: RingLayout[] = [
  { boxPx: 12, counts: [16, 20, 24, 48], orders: [8, 8, 8, 16] },
  { boxPx: 15, counts: [18, 30, 32], orders: [8, 8, 16] },
  { boxPx: 33, counts: [16, 24], orders: [8, 8] },
];

function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

describe.each(layouts)('rings in a box of $boxPx', (layout) => {
  const area = layout.boxPx ** 2;
  const window = noise(area, 9).map((value) => Math.abs(value));

  it.each([1, 3])('have the Fourier transform of the image on %i threads', async (threads) => {
    const images = noise(2 * area, 1);
    const got = await imagesToRings(images, 2, window, layout, { threads });
    const wanted = [0, 1].flatMap((i) =>
      Array.from(reference.imageToRings(images.subarray(i * area, (i + 1) * area), window, layout)),
    );
    expect(got.length).toBe(4 * samplesOf(layout));
    const size = Math.sqrt(wanted.reduce((sum, value) => sum + value ** 2, 0) / wanted.length);
    // Interpolation over four nodes at twice the sampling: about a thousandth of the whole (ring_grid.rs).
    wanted.forEach((value, i) => {
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(5e-3 * size);
    });
  });

  it('have the angular orders of their samples', async () => {
    const samples = noise(2 * 2 * samplesOf(layout), 2);
    const got = await ringsToOrders(samples, 2, layout);
    const half = samples.length / 2;
    const wanted = [0, 1].flatMap((i) =>
      Array.from(reference.ringOrders(samples.subarray(i * half, (i + 1) * half), layout)),
    );
    expect(got.length).toBe(4 * ordersOf(layout));
    wanted.forEach((value, i) => {
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-5);
    });
  });

  it('are moved by phases', async () => {
    const orders = await ringsToOrders(noise(2 * 2 * samplesOf(layout), 5), 2, layout);
    const shifts = noise(4, 6);
    const got = await shiftRingOrders(orders, shifts, layout);
    const half = orders.length / 2;
    const wanted = [0, 1].flatMap((i) =>
      Array.from(
        reference.shiftedRingOrders(
          orders.subarray(i * half, (i + 1) * half),
          [shifts[2 * i] ?? 0, shifts[2 * i + 1] ?? 0],
          layout,
        ),
      ),
    );
    wanted.forEach((value, i) => {
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(1e-5);
    });
  });

  it.each([1, 3])('go back to an image on %i threads', async (threads) => {
    const samples = noise(2 * 2 * samplesOf(layout), 3);
    const orders = await ringsToOrders(samples, 2, layout);
    const got = await ringsToImages(orders, 2, layout, { threads });
    const half = orders.length / 2;
    const wanted = [0, 1].flatMap((i) =>
      Array.from(reference.ringsToImage(orders.subarray(i * half, (i + 1) * half), layout)),
    );
    const size = Math.sqrt(wanted.reduce((sum, value) => sum + value ** 2, 0) / wanted.length);
    wanted.forEach((value, i) => {
      expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(5e-3 * size);
    });
  });
});

it('give a smooth spot back', async () => {
  const boxPx = 48;
  const layout = innerRings(
    { boxPx, counts: Array.from({ length: 22 }, () => 160), orders: Array.from({ length: 22 }, () => 64) },
    20,
  );
  const spot = Float32Array.from({ length: boxPx ** 2 }, (_, i) => {
    const [x, y] = [(i % boxPx) - 28, Math.floor(i / boxPx) - 19];
    return Math.exp(-(x * x + y * y) / 18) - 0.5 * Math.exp(-(x * x + y * y) / 36);
  });
  const samples = await imagesToRings(spot, 1, new Float32Array(boxPx ** 2).fill(1), layout);
  const back = await ringsToImages(await ringsToOrders(samples, 1, layout), 1, layout);
  // It has no frequency 0 and none beyond the rings. Rings a step apart show it again at a distance of the box, which
  // reaches into the corners.
  spot.forEach((value, i) => {
    if (Math.hypot((i % boxPx) - 24, Math.floor(i / boxPx) - 24) > 18) return;
    expect(Math.abs((back[i] ?? NaN) - value)).toBeLessThan(5e-3);
  });
});

it('give the same bits for any number of threads', async () => {
  const [layout] = layouts;
  if (layout === undefined) throw new Error('no layout');
  const images = noise(5 * 144, 4);
  const window = new Float32Array(144).fill(1);
  expect(await imagesToRings(images, 5, window, layout, { threads: 4 })).toEqual(
    await imagesToRings(images, 5, window, layout),
  );
});

it.each([
  [{ boxPx: 12, counts: [16, 16, 16, 16, 16], orders: [8, 8, 8, 8, 8] }, '5 and 5 rings in a box of 12'],
  [{ boxPx: 12, counts: [14], orders: [8] }, 'an even number of samples'],
  [{ boxPx: 12, counts: [16], orders: [7] }, 'rising multiples of 8'],
])('refuse a layout that does not fit: %o', async (layout, message) => {
  const images = new Float32Array(144);
  await expect(imagesToRings(images, 1, images, layout)).rejects.toThrow(message);
});
