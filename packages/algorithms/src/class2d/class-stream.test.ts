import { beforeAll, describe, expect, it } from 'vitest';
import { judgeClasses } from '../simulate/judge-classes.js';
import { ClassStream, type ParticleStream, type StreamUpdate } from './class-stream.js';
import { defaultClass2dSettings, type Class2dSettings } from './class2d-settings.js';
import { classify2d } from './classify-2d.js';
import { matchClasses, originsOf } from './match-classes.js';
import { nextAction } from './stream-plan.js';
import { simulateSource, type SimulatedSource } from './testing/simulated-source.js';

const work = { threads: 2, signal: new AbortController().signal };

const small: Class2dSettings = {
  ...defaultClass2dSettings,
  classes: 4,
  maskDiameterA: 200,
  maxResolutionA: 11,
  maxShiftA: 16,
  onlineSteps: 15,
  fullPasses: 2,
};

/** The first `there` of some particles, without those of `rejected`. */
class Arriving implements ParticleStream {
  there = 0;
  readonly rejected = new Set<number>();
  readonly boxPx: number;
  readonly pixelSizeA: number;

  constructor(private readonly all: SimulatedSource['source']) {
    this.boxPx = all.boxPx;
    this.pixelSizeA = all.pixelSizeA;
  }

  get count(): number {
    return this.there;
  }

  readonly aberration = (particle: number) => this.all.aberration(particle);
  readonly name = (particle: number) => this.all.name(particle);
  readonly read = (particles: readonly number[]) => this.all.read(particles);
  readonly isRejected = (particle: number) => this.rejected.has(particle);
}

async function drain(stream: ClassStream, idle: boolean): Promise<StreamUpdate[]> {
  const updates: StreamUpdate[] = [];
  for (;;) {
    const update = await stream.advance({ idle });
    if (update === null) return updates;
    updates.push(update);
  }
}

describe('particles that keep arriving', () => {
  let simulated: SimulatedSource;
  beforeAll(async () => {
    simulated = await simulateSource({ count: 500, boxPx: 48, pixelSizeA: 5.2, snr: 0.2, shiftPx: 2 }, { seed: 3 });
  });

  it('end in classes as good as those of a batch', async () => {
    const source = new Arriving(simulated.source);
    const stream = new ClassStream(source, small, work);
    const actions: string[] = [];
    source.there = 70;
    expect(await drain(stream, false)).toEqual([]);
    while (source.there < 500) {
      source.there = Math.min(500, source.there + 60);
      for (const { action, particles } of await drain(stream, false)) actions.push(`${action} ${particles}`);
    }
    for (const { action, particles } of await drain(stream, true)) actions.push(`${action} ${particles}`);
    expect(actions).toEqual([
      ...['begin 130', 'take in 230', 'take in 330', 'pass 330', 'begin anew 430'],
      ...['take in 500', 'pass 500'],
    ]);
    const found = await stream.describe();
    const batch = await classify2d(simulated.source, small, { ...work, onStep: () => undefined });
    const judge = (one: typeof batch) =>
      judgeClasses({ classes: one.particles.classes, averages: one.averages, maskRadiusPx: 19 }, simulated, {
        threads: 2,
      });
    if (found === null) throw new Error('nothing was found');
    const [streamed, whole] = [await judge(found), await judge(batch)];
    expect(streamed.used).toBe(4);
    // Seeds of a batch differ by as much.
    expect(streamed.spreadDeg).toBeLessThan(1.15 * whole.spreadDeg);
    expect(streamed.resolutionA).toBeLessThan(1.15 * whole.resolutionA);
    // With nothing new there is nothing to do.
    expect(await drain(stream, true)).toEqual([]);
  });

  it('leave their classes at the next pass when they are rejected, and never enter when rejected before', async () => {
    const source = new Arriving(simulated.source);
    const stream = new ClassStream(source, { ...small, onlineSteps: 6 }, work);
    source.there = 300;
    source.rejected.add(5);
    await drain(stream, true);
    const classOf = (particle: number) => stream.current?.particles.classes[particle];
    expect([classOf(5), classOf(6)]).toEqual([-1, expect.any(Number)]);
    expect(classOf(6)).toBeGreaterThanOrEqual(0);
    const kept = (await stream.describe())?.averages.data.slice();
    for (let particle = 6; particle < 60; particle++) source.rejected.add(particle);
    expect(await drain(stream, false)).toEqual([]);
    expect(classOf(6)).toBeGreaterThanOrEqual(0);
    expect((await drain(stream, true)).map(({ action, particles }) => [action, particles])).toEqual([['pass', 245]]);
    expect(classOf(6)).toBe(-1);
    const after = await stream.describe();
    expect(after?.rows.reduce((sum, { count }) => sum + count, 0)).toBe(245);
    expect(after?.averages.data).not.toEqual(kept);
  });

  it('fall into the same classes for any number of threads, and when an interrupted stream is taken up', async () => {
    const settings = { ...small, onlineSteps: 6 };
    const run = async (threads: number, interrupted: boolean) => {
      const source = new Arriving(simulated.source);
      let stream = new ClassStream(source, settings, { ...work, threads });
      for (const there of [150, 280, 420]) {
        source.there = there;
        await drain(stream, false);
        if (!interrupted || stream.current === null) continue;
        const saved = structuredClone(stream.current);
        stream = new ClassStream(source, settings, { ...work, threads });
        Object.assign(stream.restore(saved.taken), saved);
      }
      await drain(stream, true);
      return stream.describe();
    };
    const one = await run(1, false);
    expect(await run(3, true)).toEqual(one);
  });

  it('keep the numbers of their classes', async () => {
    const source = new Arriving(simulated.source);
    const stream = new ClassStream(source, small, work);
    source.there = 300;
    await drain(stream, false);
    const before = await stream.describe();
    source.there = 500;
    const updates = await drain(stream, true);
    expect(updates.map(({ action }) => action)).toEqual(['begin anew', 'pass'].slice(0, updates.length));
    const after = await stream.describe();
    // What most particles of a class were in before is what it is said to go on from.
    const origins = updates.reduce(
      (from, update) => Int32Array.from(update.origins, (k) => from[k] ?? -1),
      Int32Array.from([0, 1, 2, 3]),
    );
    const [old, fresh] = [before?.particles.classes, after?.particles.classes];
    if (old === undefined || fresh === undefined) throw new Error('nothing was found');
    expect(origins).toEqual(originsOf(old, fresh, 4));
    expect(origins.filter((from, k) => from === k).length).toBeGreaterThanOrEqual(3);
  });
});

it('decides from counts alone what to do next', () => {
  const counts = { there: 0, taken: 0, begunWith: 0, passedWith: 0, stale: 0 };
  const next = (changes: Partial<typeof counts>, idle = false) =>
    nextAction({ ...counts, ...changes }, idle, { classes: 10 });
  expect(next({ there: 199 })).toBe(null);
  expect(next({ there: 200 })).toBe('begin');
  expect(next({ there: 19 }, true)).toBe(null);
  expect(next({ there: 20 }, true)).toBe('begin');
  const begun = { begunWith: 200, passedWith: 200, taken: 200 };
  expect(next({ ...begun, there: 449 })).toBe(null);
  expect(next({ ...begun, there: 450 })).toBe('take in');
  expect(next({ ...begun, there: 800 })).toBe('begin anew');
  expect(next({ ...begun, there: 299 }, true)).toBe('take in');
  expect(next({ ...begun, there: 300 }, true)).toBe('begin anew');
  expect(next({ ...begun, there: 401, taken: 400 })).toBe('pass');
  const full = { begunWith: 1000, passedWith: 5000, taken: 5000 };
  expect(next({ ...full, there: 100_000 })).toBe('take in');
  expect(next({ ...full, there: 10_000, taken: 10_000 })).toBe('pass');
  expect(next({ ...full, there: 5050, taken: 5050 }, true)).toBe(null);
  expect(next({ ...full, there: 5101, taken: 5101 }, true)).toBe('pass');
  expect(next({ ...full, there: 4990, taken: 4990, stale: 10 })).toBe(null);
  expect(next({ ...full, there: 4990, taken: 4990, stale: 10 }, true)).toBe('pass');
});

it('matches classes by the particles that they share', () => {
  const before = Int32Array.from([0, 0, 0, 1, 1, 2, -1, 2, 2]);
  const after = Int32Array.from([2, 2, 1, 0, 0, 1, 1, -1, 0]);
  expect(Array.from(matchClasses(before, after, 3))).toEqual([1, 2, 0]);
  expect(Array.from(originsOf(before, after, 3))).toEqual([1, 0, 0]);
});
