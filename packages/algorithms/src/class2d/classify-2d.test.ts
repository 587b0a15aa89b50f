import { imagesToRings, ringsToOrders } from '@vitreous/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeClasses } from '../simulate/judge-classes.js';
import { anglesOf, matrixOfAngles } from '../rotation.js';
import { defaultClass2dSettings, type Class2dSettings } from './class2d-settings.js';
import type { Class2dWork } from './classification.js';
import { classify2d } from './classify-2d.js';
import { createClassSums } from './class-sums.js';
import { movedShift, moveSums } from './recentre.js';
import { layOutRings } from './ring-layout.js';
import { simulateSource, sourceOfImages, type SimulatedSource } from './testing/simulated-source.js';

const work: Class2dWork = { threads: 2, signal: new AbortController().signal, onStep: () => undefined };

const small: Class2dSettings = {
  ...defaultClass2dSettings,
  classes: 6,
  maskDiameterA: 200,
  maxResolutionA: 11,
  maxShiftA: 16,
  onlineSteps: 15,
  fullPasses: 2,
};

/** The same angle, -pi to pi. */
const folded = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

describe('simulated particles of all views', () => {
  let simulated: SimulatedSource;
  beforeAll(async () => {
    simulated = await simulateSource({ count: 400, boxPx: 48, pixelSizeA: 5.2, snr: 0.2, shiftPx: 2 }, { seed: 3 });
  });

  it('fall into classes of like views whose averages are true projections', async () => {
    const found = await classify2d(simulated.source, small, work);
    const quality = await judgeClasses(
      { classes: found.particles.classes, averages: found.averages, maskRadiusPx: 19 },
      simulated,
      { threads: 2 },
    );
    expect(quality.used).toBe(6);
    // Six even patches of a D7 half sphere have a median of 6 degrees about their middles; 20 is random.
    expect(quality.spreadDeg).toBeLessThan(9);
    // Views some degrees apart blur what is finer; a class of all views agrees to 30 Å or so.
    expect(quality.resolutionA).toBeLessThan(18);
    expect(found.rows.reduce((sum, row) => sum + row.count, 0)).toBe(400);
    found.rows.forEach((row, k) => {
      expect(row.count).toBeLessThanOrEqual(found.rows[k - 1]?.count ?? 400);
      expect(row.meanProbability).toBeGreaterThan(1 / 6);
      expect(row.classEss).toBeGreaterThanOrEqual(0.999);
    });
    // White noise of deviation 1; what classes of several views do not explain adds to it at low frequencies.
    const inner = Array.from(found.noise.slice(5, 20));
    expect(Math.min(...inner)).toBeGreaterThan(0.75);
    expect(Math.max(...inner)).toBeLessThan(1.3);
  });

  it('fall into the same classes for any number of threads, and whether or not they are kept in memory', async () => {
    const settings = { ...small, onlineSteps: 4, fullPasses: 1 };
    const one = await classify2d(simulated.source, settings, { ...work, threads: 1 });
    const other = await classify2d(simulated.source, { ...settings, cacheBytes: 100_000 }, { ...work, threads: 3 });
    expect(other).toEqual(one);
    const seeded = await classify2d(simulated.source, { ...settings, seed: 2 }, work);
    expect(seeded.particles.classes).not.toEqual(one.particles.classes);
  });

  it('are compared within limits of resolution, and averaged beyond them', async () => {
    const limited = await classify2d(simulated.source, { ...small, alignToA: 18, alignFromA: 120 }, work);
    const whole = await classify2d(simulated.source, small, work);
    expect(limited.particles.classes).not.toEqual(whole.particles.classes);
    // Ring 15 is beyond 18 Å: nothing was compared there, and yet halves have something in common.
    const beyond = limited.rows.map((_, k) => limited.correlations[k]?.[14] ?? 0);
    expect(Math.max(...beyond)).toBeGreaterThan(0.2);
    const quality = await judgeClasses(
      { classes: limited.particles.classes, averages: limited.averages, maskRadiusPx: 19 },
      simulated,
      { threads: 2 },
    );
    expect(quality.spreadDeg).toBeLessThan(12);
  });

  it('claim no resolution that has not been looked at yet', async () => {
    const seen: [number, number][] = [];
    await classify2d(
      simulated.source,
      { ...small, fullPasses: 1 },
      {
        ...work,
        onStep: async ({ resolutionA }, _, describe) => {
          const finest = Math.min(...(await describe()).rows.map((row) => row.resolutionA));
          seen.push([finest, resolutionA]);
        },
      },
    );
    expect(seen[0]?.[1]).toBeGreaterThan(30);
    // Curves fall to 0 on the ring after the last.
    for (const [finest, resolutionA] of seen) expect(1 / finest).toBeLessThan(1 / resolutionA + 1 / (48 * 5.2));
  });

  it('keep their order when they are not to be sorted', async () => {
    const settings = { ...small, onlineSteps: 4, fullPasses: 1 };
    const sorted = await classify2d(simulated.source, settings, work);
    const kept = await classify2d(simulated.source, settings, { ...work, order: 'kept' });
    const counts = (found: typeof kept): number[] => found.rows.map(({ count }) => count);
    expect(counts(kept)).not.toEqual(counts(sorted));
    expect([...counts(kept)].sort((a, b) => b - a)).toEqual(counts(sorted));
  });

  it('have the same noise at all frequencies where that is wanted', async () => {
    const found = await classify2d(
      simulated.source,
      { ...small, onlineSteps: 4, fullPasses: 1, whiteNoise: true },
      work,
    );
    expect(Math.max(...found.noise)).toBeCloseTo(Math.min(...found.noise), 6);
  });

  it('are left when the work is called off, and taken up from a copy of the state', async () => {
    const settings = { ...small, onlineSteps: 4, fullPasses: 1 };
    const whole = await classify2d(simulated.source, settings, work);
    const controller = new AbortController();
    let copy: unknown = null;
    const stopped = classify2d(simulated.source, settings, {
      ...work,
      signal: controller.signal,
      onStep: (progress, state) => {
        if (progress.step !== 2) return;
        copy = structuredClone(state);
        controller.abort(new Error('called off'));
      },
    });
    await expect(stopped).rejects.toThrow('called off');
    const again = await classify2d(simulated.source, settings, {
      ...work,
      onBegin: (state) => {
        Object.assign(state, copy);
      },
    });
    expect(again).toEqual(whole);
  });

  it('are refused by name when one is not finite or blank', async () => {
    const { images, views, settings } = simulated;
    const spoiled = images.slice();
    spoiled[7 * 48 * 48 + 5] = NaN;
    const broken = classify2d(sourceOfImages(spoiled, views, settings), small, work);
    await expect(broken).rejects.toThrow('Particle 8 holds values that are no finite numbers');
    spoiled.fill(2, 7 * 48 * 48, 8 * 48 * 48);
    const blank = classify2d(sourceOfImages(spoiled, views, settings), small, work);
    await expect(blank).rejects.toThrow('Particle 8 is blank');
  });

  it.each([
    [{ classes: 401 }, '401 classes of 400 particles'],
    [{ maskDiameterA: 300 }, 'a mask of 300 Å'],
    [{ maxResolutionA: 100 }, 'a resolution of 100 Å'],
    [{ maxShiftA: -1 }, 'shifts of -1 Å'],
    [{ fullPasses: 0 }, '0 full passes'],
    [{ uncertainty: 0 }, 'an uncertainty of 0'],
    [{ alignToA: 5 }, 'alignment to 5 Å'],
    [{ alignFromA: 12 }, 'alignment from 12 Å'],
    [{ maskEdgeA: -1 }, 'a soft edge of -1 Å'],
    [{ recentreThreshold: 1 }, 'a threshold of 1'],
    [{ annealSteps: 0 }, 'in 0 steps'],
  ])('are refused with %o', async (wrong, message) => {
    await expect(classify2d(simulated.source, { ...small, ...wrong }, work)).rejects.toThrow(message);
  });
});

it('finds angles and shifts in the sense that it says', async () => {
  // One view from all sides of the plane: what is found differs from the truth by one turn and one shift.
  const { source, views } = await simulateSource(
    { count: 60, boxPx: 48, pixelSizeA: 5.2, snr: 0.5, shiftPx: 2 },
    { seed: 5 },
    (view) => ({ ...view, rotation: matrixOfAngles(0.4, 1.1, anglesOf(view.rotation).psiRad) }),
  );
  const { particles } = await classify2d(source, { ...small, classes: 1 }, work);
  const turns = views.map(({ rotation }, i) => folded((particles.angleRad[i] ?? 0) + anglesOf(rotation).psiRad));
  const [about = 0] = turns;
  const mean = about + turns.reduce((sum, turn) => sum + folded(turn - about), 0) / turns.length;
  // Angles are found between steps of 2 pi / 128.
  const worst = Math.max(...turns.map((turn) => Math.abs(folded(turn - mean))));
  expect(worst).toBeLessThan(0.08);
  // The shift that is left, turned back onto the average, is that of the average itself.
  const left = views.map(({ shiftPx }, i) => {
    const [dx, dy] = [0, 1].map((axis) => (particles.shiftPx[2 * i + axis] ?? 0) - (shiftPx[axis] ?? 0));
    const [c, s] = [Math.cos(particles.angleRad[i] ?? 0), Math.sin(particles.angleRad[i] ?? 0)];
    return [c * (dx ?? 0) + s * (dy ?? 0), -s * (dx ?? 0) + c * (dy ?? 0)] as const;
  });
  const centre = [0, 1].map((axis) => left.reduce((sum, one) => sum + (one[axis] ?? 0), 0) / left.length);
  const rms = Math.sqrt(
    left.reduce((sum, [x, y]) => sum + (x - (centre[0] ?? 0)) ** 2 + (y - (centre[1] ?? 0)) ** 2, 0) / left.length,
  );
  expect(rms).toBeLessThan(0.4);
});

it('claims no resolution for classes of noise', async () => {
  const { source } = await simulateSource(
    { count: 300, boxPx: 48, pixelSizeA: 5.2, snr: 1e-9, shiftPx: 0 },
    { seed: 7 },
  );
  const settings = { ...small, classes: 3, maxResolutionA: 12, onlineSteps: 20 };
  const found = await classify2d(source, settings, work);
  const widthA = 48 * 5.2;
  const worst = Math.min(...found.rows.filter(({ count }) => count > 30).map(({ resolutionA }) => resolutionA));
  // Aligned to the same references, both halves would show what these had: 30 Å or so.
  expect(worst).toBeGreaterThan(widthA / 4);
});

it('leaves classes where they lie when they are not to be moved', async () => {
  const { source } = await simulateSource(
    { count: 60, boxPx: 48, pixelSizeA: 5.2, snr: 0.5, shiftPx: 0 },
    { seed: 6 },
    (view) => ({ ...view, rotation: matrixOfAngles(0.4, 1.1, 0.3), shiftPx: [3, -2] }),
  );
  const settings = { ...small, classes: 1, maxShiftA: 0 };
  const off = async (recentres: boolean): Promise<number> => {
    const { averages } = await classify2d(source, { ...settings, recentres }, work);
    const most = averages.data.reduce((greatest, value) => Math.max(greatest, value), 0);
    let [mass, sumX, sumY] = [0, 0, 0];
    averages.data.forEach((value, i) => {
      if (value < 0.3 * most) return;
      mass += value;
      sumX += value * ((i % 48) - 24);
      sumY += value * (Math.floor(i / 48) - 24);
    });
    return Math.hypot(sumX / mass, sumY / mass);
  };
  expect(await off(false)).toBeGreaterThan(2);
});

it('brings classes to the middle of their box', async () => {
  const { source } = await simulateSource(
    { count: 60, boxPx: 48, pixelSizeA: 5.2, snr: 0.5, shiftPx: 0 },
    { seed: 6 },
    (view) => ({ ...view, shiftPx: [3, -2] }),
  );
  const found = await classify2d(source, { ...small, classes: 1, maxShiftA: 26 }, work);
  // Turned at random, off-centre particles make an average whose middle may lie anywhere within 3.6 pixels.
  const { data } = found.averages;
  const most = data.reduce((greatest, value) => Math.max(greatest, value), 0);
  let [mass, sumX, sumY] = [0, 0, 0];
  data.forEach((value, i) => {
    if (value < 0.3 * most) return;
    mass += value;
    sumX += value * ((i % 48) - 24);
    sumY += value * (Math.floor(i / 48) - 24);
  });
  expect(Math.hypot(sumX / mass, sumY / mass)).toBeLessThan(1);
  const { shiftPx } = found.particles;
  const mean = [0, 1].map(
    (axis) => shiftPx.filter((_, i) => i % 2 === axis).reduce((sum, value) => sum + value, 0) / 60,
  );
  expect(Math.hypot((mean[0] ?? 0) - 3, (mean[1] ?? 0) + 2)).toBeLessThan(0.7);
});

it('moves sums and shifts alike', async () => {
  const layout = layOutRings({ boxPx: 32, rings: 12, referenceRadiusPx: 12, shiftPx: 3 });
  const spot = (x: number, y: number): Float32Array =>
    Float32Array.from({ length: 1024 }, (_, i) => {
      const squares = ((i % 32) - 16 - x) ** 2 + (Math.floor(i / 32) - 16 - y) ** 2;
      return Math.exp(-squares / 8) - 0.25 * Math.exp(-squares / 32);
    });
  const whole = new Float32Array(1024).fill(1);
  const toOrders = async (image: Float32Array): Promise<Float32Array> =>
    ringsToOrders(await imagesToRings(image, 1, whole, layout), 1, layout);
  const sums = createClassSums(1, layout);
  const orders = await toOrders(spot(3, -1));
  sums.numerators.set(orders);
  sums.numerators.set(orders, orders.length);
  await moveSums(sums, 0, [3, -1]);
  const wanted = await toOrders(spot(0, 0));
  const size = Math.sqrt(wanted.reduce((sum, value) => sum + value * value, 0) / wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs((sums.numerators[orders.length + i] ?? NaN) - value)).toBeLessThan(0.05 * size);
  });
  // A quarter turn takes x to y.
  const [x, y] = movedShift([1, 1], Math.PI / 2, [3, -1]);
  expect(x).toBeCloseTo(2);
  expect(y).toBeCloseTo(4);
});
