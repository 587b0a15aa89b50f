import { createImage, type Image } from '@vitreous/numerics';
import { describe, expect, it } from 'vitest';
import { pickBlobs, scoreOfNoise } from '../index.js';
import { ball, drawMicrograph, scorePicks } from './testing/synthetic-micrograph.js';

const pixelSizeA = 4;
const diameterA = 120;
const radiusPx = diameterA / 2 / pixelSizeA;

/** Signal of a ball of depth 1 in noise of deviation 1: its matched filter stands sqrt(area / 2) = 19 above noise. */
const scene = (count: number, gap: number, depth: number, seed: number) =>
  drawMicrograph({
    height: 600,
    width: 720,
    count,
    gapPx: gap * 2 * radiusPx,
    depth,
    shape: ball(radiusPx),
    reachPx: radiusPx,
    seed,
  });

const options = { pixelSizeA, diameterMinA: 100, diameterMaxA: 140, minScore: scoreOfNoise };

describe.each([
  ['sparse', 40, 1.5, 1],
  ['sparse and faint', 40, 1.5, 0.45],
  ['crowded', 300, 1, 1],
  ['crowded and faint', 300, 1, 0.5],
  ['touching', 400, 0.9, 1.5],
] as const)('blobs, %s', (_, count, gap, depth) => {
  it('are found where they are', async () => {
    const { image, placed } = scene(count, gap, depth, 3);
    const { picks } = await pickBlobs(image, options);
    expect(scorePicks(picks, placed, image, radiusPx)).toBeGreaterThan(0.95);
    // Faint ones scatter by noise: still within a few pixels.
    const near = picks.map(({ xFrac, yFrac }) =>
      Math.min(...placed.map(({ x, y }) => Math.hypot(x - xFrac * 720, y - yFrac * 600))),
    );
    expect(near.toSorted((a, b) => a - b)[Math.floor(near.length / 2)]).toBeLessThan(3);
  });
});

it('finds nothing in noise', async () => {
  const { image } = scene(0, 1, 0, 5);
  // Some four in 5000 Å squared are borne with; this is a quarter of that.
  expect((await pickBlobs(image, options)).picks.length).toBeLessThan(5);
});

it('does not depend on threads', async () => {
  const { image } = scene(60, 1, 0.6, 7);
  const one = await pickBlobs(image, { ...options, ellipse: true, angularSpacingDeg: 30 });
  expect(await pickBlobs(image, { ...options, ellipse: true, angularSpacingDeg: 30, threads: 3 })).toEqual(one);
});

it('keeps the least distance and the greatest number', async () => {
  const { image } = scene(200, 1, 1, 7);
  const { picks } = await pickBlobs(image, { ...options, minDistance: 2, maxHits: 25 });
  expect(picks.length).toBe(25);
  for (const [i, a] of picks.entries()) {
    for (const b of picks.slice(i + 1)) {
      const far = Math.hypot((a.xFrac - b.xFrac) * 720, (a.yFrac - b.yFrac) * 600) * pixelSizeA;
      expect(far).toBeGreaterThan(2 * options.diameterMinA * 0.99);
    }
  }
});

it('looks for bright particles in negative stain', async () => {
  const { image, placed } = scene(60, 1.2, -1, 9);
  const { picks } = await pickBlobs(image, { ...options, brightParticles: true });
  expect(scorePicks(picks, placed, image, radiusPx)).toBeGreaterThan(0.95);
  // Looked for with the wrong sign, gaps between them are found, not they.
  expect(scorePicks((await pickBlobs(image, options)).picks, placed, image, radiusPx)).toBeLessThan(0.2);
});

it('finds rings as rings and ellipses with their direction', async () => {
  const draw = (shape: (u: number, v: number) => number) =>
    drawMicrograph({ height: 600, width: 720, count: 60, gapPx: 45, depth: 1, shape, reachPx: 25, seed: 2 });
  const hollow = draw((u, v) => (Math.abs(Math.hypot(u, v) - 14) < 3 ? 1 : 0));
  const rings = await pickBlobs(hollow.image, { ...options, circle: false, ring: true });
  expect(scorePicks(rings.picks, hollow.placed, hollow.image, radiusPx)).toBeGreaterThan(0.95);
  const long = draw((u, v) => ((u / 20) ** 2 + (v / 10) ** 2 < 1 ? 1 : 0));
  const { picks } = await pickBlobs(long.image, {
    ...options,
    diameterMinA: 80,
    diameterMaxA: 160,
    circle: false,
    ellipse: true,
  });
  expect(scorePicks(picks, long.placed, long.image, radiusPx)).toBeGreaterThan(0.95);
  const best = picks[0];
  const truth = long.placed.find(
    ({ x, y }) => Math.hypot(x - (best?.xFrac ?? 0) * 720, y - (best?.yFrac ?? 0) * 600) < 5,
  );
  // The same after half a turn.
  expect(Math.abs(Math.sin((best?.angleRad ?? NaN) - (truth?.angleRad ?? NaN)))).toBeLessThan(0.2);
});

it('is not misled by hot pixels, a gradient, pixels that are not numbers, or a dark edge', async () => {
  const { image, placed } = scene(60, 1.2, 1, 11);
  const data = image.data.map((value, i) => {
    const [y, x] = [Math.floor(i / 720), i % 720];
    if (i % 4999 === 0) return NaN;
    if (i % 5003 === 0) return 1e6;
    if (i % 5009 === 0) return 0;
    // A carbon edge ten times darker than a particle.
    return value + 5 * (x / 720 + y / 600) - (x > 640 ? 10 : 0);
  });
  const seen = placed.filter(({ x }) => x < 600);
  const { picks, outstandingCount } = await pickBlobs(createImage(600, 720, data), options);
  const left: Image = createImage(600, 600);
  const taken = picks
    .filter(({ xFrac }) => xFrac * 720 < 600)
    .map((pick) => ({ ...pick, xFrac: (pick.xFrac * 720) / 600 }));
  expect(scorePicks(taken, seen, left, radiusPx)).toBeGreaterThan(0.95);
  // What sticks to the edge is far out in power.
  expect(picks.filter(({ xFrac }) => Math.abs(xFrac * 720 - 640) < radiusPx).length).toBeLessThan(5);
  expect(outstandingCount).toBeGreaterThan(5);
});

it.each([
  [{ pixelSizeA: 0 }, 'pixel size of the micrograph is 0 Å'],
  [{ pixelSizeA: -1 }, 'pixel size of the micrograph is -1 Å'],
  [{ pixelSizeA: 1000 }, 'pixel size of the micrograph is 1000 Å'],
  [{ diameterMinA: 0 }, 'least diameter is 0 Å'],
  [{ diameterMinA: NaN }, 'least diameter is NaN Å'],
  [{ diameterMaxA: Infinity }, 'greatest diameter is Infinity Å'],
  [{ diameterMinA: 150 }, 'least diameter (150 Å) is above the greatest (140 Å)'],
  [{ diameterMinA: 10 }, 'less than 4 pixels'],
  [{ diameterMaxA: 5000 }, 'wider than half the micrograph (720 x 600 px'],
  [{ lowPassA: 0 }, 'low-pass of the micrograph is 0 Å'],
  [{ lowPassTemplateA: 9999 }, 'low-pass of the template is 9999 Å'],
  [{ angularSpacingDeg: 0 }, 'angular spacing is 0°'],
  [{ circle: false }, 'No shape to look for'],
])('refuses %o with a sentence', async (change, sentence) => {
  await expect(pickBlobs(createImage(600, 720), { ...options, ...change })).rejects.toThrow(sentence);
});

it('refuses micrographs without contrast or numbers', async () => {
  await expect(pickBlobs(createImage(600, 720), options)).rejects.toThrow('has no contrast');
  const blank = createImage(600, 720, new Float32Array(600 * 720).fill(NaN));
  await expect(pickBlobs(blank, options)).rejects.toThrow('holds no number');
  const { image } = scene(0, 1, 0, 1);
  const half = createImage(
    600,
    720,
    image.data.map((value, i) => (i % 5 < 3 ? NaN : value)),
  );
  await expect(pickBlobs(half, options)).rejects.toThrow('are not finite numbers');
});
