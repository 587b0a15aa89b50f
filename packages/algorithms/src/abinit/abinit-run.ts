import {
  createRandom,
  createSliceSums,
  innerRings,
  ringsToImages,
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
import { correlateVolumes, crossingOf, filterVolume, lowPass } from '../fsc/shells.js';
import { softSphere } from '../mask/soft-sphere.js';
import { divideSums } from '../reconstruct/solve-map.js';
import { shiftPriors, turnedView } from '../refine/pose-search.js';
import { identity, randomRotation, type Matrix3 } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import type { AbinitSettings } from './abinit-settings.js';

/** What mini-batches have found, on the coarse grid. */
export interface CoarseMaps {
  /** One for each class, filtered and masked. */
  readonly maps: readonly Float32Array[];
  readonly boxPx: number;
  /** Shells on which the halves of the first map agree to 0.5. */
  readonly agreed: number;
  /** Class of each particle, -1 where it was never drawn; its pose and shift on the coarse grid. */
  readonly classes: Int32Array;
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
}

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
  private maps: Float32Array[] = [];
  private noise: Float64Array = new Float64Array(0);
  private readonly counts: Float64Array;
  private order: number[] = [];
  private readonly found: { classes: Int32Array; rotations: Float32Array; shiftsPx: Float32Array };

  constructor(
    private readonly source: ParticleSource,
    private readonly group: readonly Matrix3[],
    private readonly settings: AbinitSettings,
    private readonly work: { threads: number; signal: AbortSignal },
  ) {
    const { boxPx, pixelSizeA, count } = source;
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
    this.counts = new Float64Array(settings.classes);
    this.found = {
      classes: new Int32Array(count).fill(-1),
      rotations: new Float32Array(9 * count),
      shiftsPx: new Float32Array(2 * count),
    };
  }

  async run(onStep: (step: AbinitStep) => Promise<void> | void): Promise<CoarseMaps> {
    const { steps } = this.settings;
    const { boxPx, pixelSizeA } = this.source;
    try {
      await this.begin();
      let agreed = 0;
      for (let step = 0; step < steps; step++) {
        this.work.signal.throwIfAborted();
        const done = steps > 1 ? step / (steps - 1) : 1;
        const rings = this.ringsAt(done);
        const certainty = await this.expect(step, done, rings);
        agreed = await this.maximise(done, this.ringsAt(steps > 1 ? (step + 1) / (steps - 1) : 1));
        const total = this.counts.reduce((sum, value) => sum + value, 0);
        await onStep({
          step: step + 1,
          steps,
          resolutionA: (boxPx * pixelSizeA) / rings,
          certainty,
          shares: Array.from(this.counts, (value) => value / total),
        });
      }
      return { maps: this.maps, boxPx, agreed, ...this.found };
    } finally {
      await Promise.all(this.sums.flat().map((one) => one.release()));
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
  private async begin(): Promise<void> {
    const { count, boxPx } = this.source;
    const { threads } = this.work;
    const random = this.random(0);
    const sample = drawSorted(count, Math.min(count, 300), random);
    const samples = await this.rings.take(sample);
    this.noise = powerOfSamples(samples, sample.length, this.layout).map((value) => value / this.rings.noiseShare);
    const rings = this.ringsAt(0);
    for (let k = 0; k < this.settings.classes; k++) {
      const noise = Float32Array.from({ length: boxPx ** 3 }, () => random.normal());
      const smooth = await filterVolume(noise, boxPx, lowPass(rings, 1), { threads });
      const map = smooth.map((value, i) => value * (this.sphere[i] ?? 0));
      const inner = innerRings(this.layout, rings);
      const spectrum = await transformVolume(map, boxPx, rings + 2, { threads });
      const slices = await takeSlices(spectrum, spreadDirections(1, [identity]), inner, { threads });
      const power = slices.reduce((sum, value) => sum + value * value, 0) / (slices.length / 2);
      const level = this.noise.slice(0, rings).reduce((sum, value) => sum + value, 0) / rings;
      // As strong as a particle of a tenth of the noise's power; of each order's mean there are as many as samples.
      const orders = inner.orders.reduce((sum, value) => sum + value, 0) / rings;
      const scale = 0.3 * Math.sqrt(level / Math.max(1e-30, 2 * orders * power));
      this.maps.push(map.map((value) => scale * value));
    }
  }

  /** The next particles of a walk over all of them in random order. */
  private draw(random: Random): number[] {
    const { count } = this.source;
    const wanted = Math.min(count, this.settings.batch * this.settings.classes);
    while (this.order.length < wanted) {
      const rest = Array.from({ length: count }, (_, i) => i).filter((i) => !this.order.includes(i));
      for (let i = rest.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [rest[i], rest[j]] = [rest[j] ?? 0, rest[i] ?? 0];
      }
      this.order.push(...rest);
    }
    return this.order.splice(0, wanted).sort((a, b) => a - b);
  }

  private async expect(step: number, done: number, rings: number): Promise<number> {
    const { pixelSizeA, boxPx } = this.source;
    const { classes } = this.settings;
    const { threads } = this.work;
    const random = this.random(1 + step);
    const particles = this.draw(random);
    const inner = innerRings(this.layout, rings);
    const stepRad = boxPx / rings / (2 * this.radiusPx);
    const views = spreadDirections(stepRad, this.group, randomRotation(random));
    const count = views.length / 9;
    const parts: Float32Array[] = [];
    for (const map of this.maps) {
      const spectrum = await transformVolume(map, boxPx, mostRings(boxPx), { threads });
      parts.push(await takeSlices(spectrum, views, inner, { threads }));
    }
    const references = concatenate(parts);
    const known = particles.every((particle) => (this.found.classes[particle] ?? -1) >= 0) && done > 0.5;
    const centres = new Float32Array(2 * particles.length);
    if (known) {
      particles.forEach((particle, i) => {
        centres.set(this.found.shiftsPx.subarray(2 * particle, 2 * particle + 2), 2 * i);
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
        inverseNoise: Float32Array.from(inner.orders, (_, ring) => 1 / (this.noise[ring] ?? Infinity)),
        sharpness: 1,
        least: leastWeight,
        halves: Uint8Array.from(particles, (particle) => halfOf(particle)),
      },
      { threads },
    );
    particles.forEach((particle, i) => {
      const row = found.best.classes[i] ?? 0;
      this.found.classes[particle] = Math.floor(row / count);
      this.found.rotations.set(turnedView(views, row % count, found.best.angleRad[i] ?? 0), 9 * particle);
      this.found.shiftsPx.set(found.best.shiftPx.subarray(2 * i, 2 * i + 2), 2 * particle);
    });
    const memory = step === 0 ? 0 : 0.3 + 0.55 * done;
    this.learnNoise(found, references, inner, particles.length);
    await this.addFound(found, inner, views, memory);
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

  private learnNoise(found: FoundOnRings, references: Float32Array, inner: RingLayout, images: number): void {
    const explained = explainedPower(found, references, inner, references.length / (2 * sum(inner.orders)));
    inner.orders.forEach((_, ring) => {
      const own = this.noise[ring] ?? 0;
      const power = found.power[ring] ?? 0;
      const left = Math.max(0.05 * power, power - own * (explained[ring] ?? 0)) / (images * this.rings.noiseShare);
      this.noise[ring] = (1 - noiseStep) * own + noiseStep * left;
    });
  }

  /** Adds what views have gathered to the sums of their class, as slices. */
  private async addFound(found: FoundOnRings, inner: RingLayout, views: Float32Array, memory: number): Promise<void> {
    const { classes } = this.settings;
    const { boxPx, pixelSizeA } = this.source;
    const { threads } = this.work;
    const count = views.length / 9;
    const [all, rings] = [sum(inner.orders), inner.orders.length];
    for (let k = 0; k < classes; k++) {
      let weight = 0;
      for (const half of [0, 1] as const) {
        const target = this.sums[k]?.[half];
        if (target === undefined) continue;
        await target.fade(memory);
        const rows = Array.from({ length: count }, (_, view) => (half * classes + k) * count + view).filter(
          (row) => (found.counts[row] ?? 0) > 1e-3,
        );
        if (rows.length === 0) continue;
        const orders = new Float32Array(rows.length * 2 * all);
        const inverseNoise = new Float32Array(rows.length * (target.rings + 1));
        const rotations = new Float32Array(9 * rows.length);
        rows.forEach((row, i) => {
          weight += found.counts[row] ?? 0;
          const view = row % count;
          rotations.set(views.subarray(9 * view, 9 * view + 9), 9 * i);
          let at = 0;
          inner.orders.forEach((length, ring) => {
            const denominator = found.denominators[row * rings + ring] ?? 0;
            inverseNoise[i * (target.rings + 1) + ring + 1] = denominator;
            const scale = denominator > 0 ? 1 / denominator : 0;
            for (let m = 0; m < length; m++, at++) {
              for (const plane of [0, all]) {
                orders[2 * all * i + plane + at] = scale * (found.numerators[2 * all * row + plane + at] ?? 0);
              }
            }
          });
        });
        await target.insert(
          {
            images: await ringsToImages(orders, rows.length, inner, { threads }),
            window: new Float32Array(boxPx ** 2).fill(1),
            aberrations: rows.map(() => ({ constant: 0.5, xx: 0, xy: 0, yy: 0, fourth: 0 })),
            pixelSizeA,
            rotations,
            shiftsPx: new Float32Array(2 * rows.length),
            scales: new Float32Array(rows.length).fill(1),
            inverseNoise,
          },
          this.symmetry,
          { threads },
        );
      }
      this.counts[k] = memory * (this.counts[k] ?? 0) + weight;
    }
  }

  /** New maps: halves divided, joined under a filter by what they agree on. */
  private async maximise(done: number, rings: number): Promise<number> {
    const { boxPx } = this.source;
    const { threads } = this.work;
    let agreed = 0;
    for (const [k, sums] of this.sums.entries()) {
      const halves = [await divideSums(sums[0], { threads }), await divideSums(sums[1], { threads })] as const;
      const through = halves.map((half) => half.map((value, i) => value * (this.sphere[i] ?? 0)));
      const [a, b] = [through[0] ?? halves[0], through[1] ?? halves[1]];
      const curve = await correlateVolumes(a, b, boxPx, { threads });
      if (k === 0) agreed = crossingOf(curve, 0.5);
      const edge = lowPass(rings, 1);
      const joined = a.map((value, i) => 0.5 * (value + (b[i] ?? 0)));
      const filtered = await filterVolume(
        joined,
        boxPx,
        (radius) => {
          const c = Math.min(1, Math.max(0, curve[Math.round(radius)] ?? 0));
          const wiener = (2 * c) / (1 + c);
          return edge(radius) * wiener ** 2;
        },
        { threads },
      );
      this.maps[k] = filtered.map((value, i) => value * (this.sphere[i] ?? 0));
    }
    return agreed;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
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
