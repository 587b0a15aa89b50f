import {
  createRandom,
  createSliceSums,
  innerRings,
  samplesOf,
  searchRings,
  takeSlices,
  transformVolume,
  type FoundOnRings,
  type Random,
  type RingLayout,
  type SliceSums,
} from '@vitreous/numerics';
import { explainedPower } from '../class2d/class-sums.js';
import { drawSorted, halfOf } from '../class2d/draw-particles.js';
import { openParticlesOnRings, type ParticlesOnRings, type ParticleSource } from '../class2d/particle-source.js';
import { powerOfSamples } from '../class2d/ring-arrays.js';
import { anglesFor, layOutRings, mostRings } from '../class2d/ring-layout.js';
import { filterVolume, lowPass } from '../fsc/shells.js';
import { softSphere } from '../mask/soft-sphere.js';
import { joinFiltered } from '../reconstruct/join-filtered.js';
import { gather } from '../reconstruct/insert-particles.js';
import { divideSums } from '../reconstruct/solve-map.js';
import { shiftPriors, turnedView } from '../refine/pose-search.js';
import { identity, randomRotation, type Matrix3 } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import type { AbinitSettings } from './abinit-settings.js';
import { emptyAbinitState, type AbinitState } from './abinit-state.js';
import { insertViews } from './insert-views.js';

export interface AbinitStep {
  readonly step: number;
  readonly steps: number;
  readonly resolutionA: number;
  /** Mean over particles of the probability of their best class and view. */
  readonly certainty: number;
  /** Shares of the classes. */
  readonly shares: readonly number[];
}

/** Rings that mini-batches begin with, so many blobs across the particle. */
const firstBlobs = 5;
const edgePx = 2;
/**
 * Views and shifts with less weight than this part of the best one's are left out. At first all are nearly as likely, and what the
 * unlikely ones add costs most of the time and breaks no symmetry between views.
 */
const leastWeight = 0.1;
/** Noise follows what is left of the particles by this part each step. */
const noiseStep = 0.3;

/** Expectation and maximisation on mini-batches of coarse particles, from maps of noise. */
export class AbinitRun {
  private readonly layout: RingLayout;
  private readonly rings: ParticlesOnRings;
  private readonly radiusPx: number;
  private readonly sphere: Float32Array;
  private readonly maxShiftPx: number;
  private readonly sums: readonly (readonly [SliceSums, SliceSums])[];
  private readonly symmetry: Float32Array;

  constructor(
    private readonly source: ParticleSource,
    private readonly group: readonly Matrix3[],
    private readonly settings: AbinitSettings,
    private readonly work: { threads: number; signal: AbortSignal },
  ) {
    const { boxPx, pixelSizeA } = source;
    this.radiusPx = Math.min(settings.maskDiameterA / pixelSizeA / 2, Math.floor(boxPx / 2) - edgePx - 1);
    this.maxShiftPx = Math.max(0.5, settings.maxShiftA / pixelSizeA);
    const rings = mostRings(boxPx);
    this.layout = layOutRings({
      boxPx,
      rings,
      referenceRadiusPx: this.radiusPx + edgePx,
      shiftPx: this.maxShiftPx,
    });
    this.rings = openParticlesOnRings(source, this.layout, {
      maskRadiusPx: this.radiusPx,
      cacheBytes: settings.cacheBytes,
      threads: work.threads,
    });
    this.sphere = softSphere(boxPx, this.radiusPx, edgePx);
    this.sums = Array.from(
      { length: settings.classes },
      () => [createSliceSums(boxPx, rings), createSliceSums(boxPx, rings)] as const,
    );
    this.symmetry = Float32Array.from(group.flat());
  }

  /**
   * Steps until all are done. `onBegin` may fill the state from a copy; `onStep` is told how to make one.
   */
  async run(hooks: {
    onBegin?: ((state: AbinitState) => Promise<void> | void) | undefined;
    onStep?: ((step: AbinitStep, copy: () => Promise<AbinitState>) => Promise<void> | void) | undefined;
  }): Promise<AbinitState> {
    const { steps, classes } = this.settings;
    const { boxPx, pixelSizeA, count } = this.source;
    const sums = this.sums.flat();
    try {
      const nodes = (await sums[0]?.values())?.length ?? 0;
      const state = emptyAbinitState(count, { classes, boxPx, rings: this.layout.orders.length, nodes });
      await hooks.onBegin?.(state);
      if (state.step === 0) await this.begin(state);
      else for (const [i, one] of sums.entries()) await one.restore(state.sums[i] ?? new Float32Array(0));
      const copy = async (): Promise<AbinitState> => {
        for (const [i, one] of sums.entries()) state.sums[i] = await one.values();
        return state;
      };
      while (state.step < steps) {
        this.work.signal.throwIfAborted();
        const { step } = state;
        const done = steps > 1 ? step / (steps - 1) : 1;
        const rings = this.ringsAt(done);
        const certainty = await this.expect(state, done, rings);
        await this.maximise(state, this.ringsAt(steps > 1 ? (step + 1) / (steps - 1) : 1));
        state.step = step + 1;
        const total = sum(state.counts);
        const progress = {
          step: step + 1,
          steps,
          resolutionA: (boxPx * pixelSizeA) / rings,
          certainty,
          shares: Array.from(state.counts, (value) => value / total),
        };
        await hooks.onStep?.(progress, copy);
      }
      return state;
    } finally {
      await Promise.all(sums.map((one) => one.release()));
    }
  }

  private random(stream: number): Random {
    return createRandom((this.settings.seed * 1_000_003 + stream) | 0);
  }

  /** Rings compared: from few blobs across the particle to all of the coarse grid. */
  private ringsAt(done: number): number {
    const most = mostRings(this.source.boxPx);
    const first = Math.min(most, Math.max(3, Math.round((firstBlobs * this.source.boxPx) / (2 * this.radiusPx))));
    return Math.round(first * (most / first) ** Math.min(1, Math.max(0, (done - 0.25) / 0.6)));
  }

  /** Maps of noise as coarse as the first step sees; the particles' own power as that of the noise. */
  private async begin(state: AbinitState): Promise<void> {
    const { count, boxPx } = this.source;
    const { threads } = this.work;
    const random = this.random(0);
    const sample = drawSorted(count, Math.min(count, 300), random);
    const samples = await this.rings.take(sample);
    state.noise.set(powerOfSamples(samples, sample.length, this.layout).map((value) => value / this.rings.noiseShare));
    const rings = this.ringsAt(0);
    for (let k = 0; k < this.settings.classes; k++) {
      const noise = Float32Array.from({ length: boxPx ** 3 }, () => random.normal());
      const smooth = await filterVolume(noise, boxPx, lowPass(rings, 1), { threads });
      const map = smooth.map((value, i) => value * (this.sphere[i] ?? 0));
      const inner = innerRings(this.layout, rings);
      const spectrum = await transformVolume(map, boxPx, rings + 2, { threads });
      const slices = await takeSlices(spectrum, spreadDirections(1, [identity]), inner, { threads });
      const power = slices.reduce((sum, value) => sum + value * value, 0) / (slices.length / 2);
      const level = state.noise.slice(0, rings).reduce((sum, value) => sum + value, 0) / rings;
      // As strong as a particle of a tenth of the noise's power; of each order's mean there are as many as samples.
      const orders = inner.orders.reduce((sum, value) => sum + value, 0) / rings;
      const scale = 0.3 * Math.sqrt(level / Math.max(1e-30, 2 * orders * power));
      state.maps[k] = map.map((value) => scale * value);
    }
  }

  /** The next particles of a walk over all of them in random order. */
  private draw(state: AbinitState, random: Random): number[] {
    const { count } = this.source;
    const wanted = Math.min(count, this.settings.batch * this.settings.classes);
    const order = Array.from(state.order.subarray(0, firstUnset(state.order)));
    while (order.length < wanted) {
      const waiting = new Set(order);
      const rest = Array.from({ length: count }, (_, i) => i).filter((i) => !waiting.has(i));
      for (let i = rest.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [rest[i], rest[j]] = [rest[j] ?? 0, rest[i] ?? 0];
      }
      order.push(...rest);
    }
    const drawn = order.splice(0, wanted).sort((a, b) => a - b);
    state.order.fill(-1).set(order);
    return drawn;
  }

  private async expect(state: AbinitState, done: number, rings: number): Promise<number> {
    const { step } = state;
    const { pixelSizeA, boxPx } = this.source;
    const { classes } = this.settings;
    const { threads } = this.work;
    const random = this.random(1 + step);
    const particles = this.draw(state, random);
    const inner = innerRings(this.layout, rings);
    const stepRad = boxPx / rings / (2 * this.radiusPx);
    const views = spreadDirections(stepRad, this.group, randomRotation(random));
    const count = views.length / 9;
    const parts: Float32Array[] = [];
    for (const map of state.maps) {
      const spectrum = await transformVolume(map, boxPx, mostRings(boxPx), { threads });
      parts.push(await takeSlices(spectrum, views, inner, { threads }));
    }
    const references = concatenate(parts);
    const known = particles.every((particle) => (state.classes[particle] ?? -1) >= 0) && done > 0.5;
    const centres = new Float32Array(2 * particles.length);
    if (known) {
      particles.forEach((particle, i) => {
        centres.set(state.shiftsPx.subarray(2 * particle, 2 * particle + 2), 2 * i);
      });
    }
    const offsets = this.offsets(rings, known);
    const found = await searchRings(
      {
        layout: inner,
        samples: await this.rings.take(particles),
        stride: samplesOf(this.layout),
        angles: anglesFor(Math.max(...inner.orders)),
        aberrations: particles.map((particle) => this.source.aberration(particle)),
        pixelSizeA,
        centres,
        offsets,
        shiftPriors: shiftPriors(centres, offsets, Math.max(0.5, this.maxShiftPx / 2)),
        references,
        classPriors: new Float32Array(classes * count),
        inverseNoise: Float32Array.from(inner.orders, (_, ring) => 1 / (state.noise[ring] ?? Infinity)),
        sharpness: 1,
        least: leastWeight,
        halves: Uint8Array.from(particles, (particle) => halfOf(particle)),
      },
      { threads },
    );
    particles.forEach((particle, i) => {
      const row = found.best.classes[i] ?? 0;
      state.classes[particle] = Math.floor(row / count);
      state.rotations.set(turnedView(views, row % count, found.best.angleRad[i] ?? 0), 9 * particle);
      state.shiftsPx.set(found.best.shiftPx.subarray(2 * i, 2 * i + 2), 2 * particle);
    });
    const memory = step === 0 ? 0 : 0.3 + 0.55 * done;
    this.learnNoise(state.noise, found, references, inner, particles.length);
    await this.addFound(state, found, inner, views, memory);
    return found.best.probability.reduce((sum, value) => sum + value, 0) / particles.length;
  }

  /** Shifts on a grid: all over the range, then next to the last one. */
  private offsets(rings: number, known: boolean): Float32Array {
    const fits = this.source.boxPx / rings / 3;
    const reach = known ? 1 : Math.max(1, Math.round(this.maxShiftPx / fits));
    const step = known ? Math.max(0.5, fits / 1.5) : Math.min(fits, this.maxShiftPx / reach);
    const line = Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * step);
    // Next to the last one: itself and its four neighbours.
    const kept = (x: number, y: number): boolean => !known || x === 0 || y === 0;
    return Float32Array.from(line.flatMap((y) => line.flatMap((x) => (kept(x, y) ? [x, y] : []))));
  }

  private learnNoise(
    noise: Float64Array,
    found: FoundOnRings,
    references: Float32Array,
    inner: RingLayout,
    images: number,
  ): void {
    const explained = explainedPower(found, references, inner, references.length / (2 * sum(inner.orders)));
    inner.orders.forEach((_, ring) => {
      const own = noise[ring] ?? 0;
      const power = found.power[ring] ?? 0;
      const left = Math.max(0.05 * power, power - own * (explained[ring] ?? 0)) / (images * this.rings.noiseShare);
      noise[ring] = (1 - noiseStep) * own + noiseStep * left;
    });
  }

  /** Adds what views have gathered to the sums of their class, as slices. */
  private async addFound(
    state: AbinitState,
    found: FoundOnRings,
    inner: RingLayout,
    views: Float32Array,
    memory: number,
  ): Promise<void> {
    const { classes } = this.settings;
    const { pixelSizeA } = this.source;
    const { threads } = this.work;
    const count = views.length / 9;
    for (const [k, halves] of this.sums.entries()) {
      let weight = 0;
      for (const [half, target] of halves.entries()) {
        await target.fade(memory);
        const rows = Array.from({ length: count }, (_, view) => (half * classes + k) * count + view).filter(
          (row) => (found.counts[row] ?? 0) > 1e-3,
        );
        if (rows.length === 0) continue;
        for (const row of rows) weight += found.counts[row] ?? 0;
        const rotations = gather(
          views,
          rows.map((row) => row % count),
          9,
        );
        await insertViews(target, found, rows, { inner, rotations, pixelSizeA, symmetry: this.symmetry, threads });
      }
      state.counts[k] = memory * (state.counts[k] ?? 0) + weight;
    }
  }

  /** New maps: halves divided, joined under a filter by what they agree on. */
  private async maximise(state: AbinitState, rings: number): Promise<void> {
    const { boxPx } = this.source;
    const { threads } = this.work;
    for (const [k, sums] of this.sums.entries()) {
      const halves = [await divideSums(sums[0], { threads }), await divideSums(sums[1], { threads })] as const;
      const joined = await joinFiltered(halves, { n: boxPx, shells: rings, mask: this.sphere }, { threads });
      if (k === 0) state.agreed = joined.agreed;
      state.maps[k] = joined.map;
    }
  }
}

/** How many places of a list are taken. */
function firstUnset(order: Int32Array): number {
  const at = order.indexOf(-1);
  return at < 0 ? order.length : at;
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(sum(parts.map((part) => part.length)));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
