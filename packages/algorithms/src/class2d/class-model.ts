import {
  imagesToRings,
  innerRings,
  ringsToImages,
  ringsToOrders,
  samplesOf,
  searchRings,
  type Random,
  type RingLayout,
} from '@vitreous/numerics';
import { averageClasses, createAverageMask, type AverageMask, type ClassAverages } from './class-averages.js';
import { addFound, createClassSums, fadeSums, noiseOfSums } from './class-sums.js';
import { alignedRings, finestRing, type Class2dSettings } from './class2d-settings.js';
import { noParticles, type Classification, type Class2dState, type ClassOrder } from './classification.js';
import { describeClasses } from './describe-classes.js';
import { drawSorted, halfOf } from './draw-particles.js';
import { reseed, type Reseeded } from './lost-classes.js';
import { openParticlesOnRings, type ParticlesOnRings, type ParticleSource } from './particle-source.js';
import { movedShift, moveSums, wholeOffset, type Offset } from './recentre.js';
import { innerOrders, powerOfSamples, ringsWithin, scaleRings } from './ring-arrays.js';
import { anglesFor, layOutRings } from './ring-layout.js';
import { offsetsOf, type Step } from './schedule.js';

/** Particles searched in one call: bounds memory, and how long an abort waits. */
const piece = 512;
/**
 * References that particles are compared with are filtered twice: their halves agree better than they should, both having been
 * aligned to the same reference, and what is noise in a reference holds on to the particles that it came from.
 */
const filterPower = 2;
/** The usual soft edge of the mask of averages, pixels. */
const usualEdgePx = 5;

/** Sums over the particles of a step. */
export interface StepTotals {
  probability: number;
  ess: number;
  images: number;
}

/** Class averages and what becomes of them when particles are compared with them: expectation and maximisation. */
export class ClassModel {
  readonly layout: RingLayout;
  private readonly mask: AverageMask;
  private readonly rings: ParticlesOnRings;
  private readonly maxShiftPx: number;

  constructor(
    private readonly source: ParticleSource,
    private readonly settings: Class2dSettings,
    private readonly work: { readonly threads: number; readonly signal: AbortSignal },
  ) {
    const { boxPx, pixelSizeA } = source;
    const wantedEdgePx = settings.maskEdgeA === null ? usualEdgePx : Math.max(1, settings.maskEdgeA / pixelSizeA);
    const edgePx = Math.min(wantedEdgePx, Math.floor(boxPx / 4));
    const radiusPx = Math.min(settings.maskDiameterA / pixelSizeA / 2, Math.floor(boxPx / 2) - edgePx - 2);
    this.maxShiftPx = settings.maxShiftA / pixelSizeA;
    this.mask = createAverageMask(boxPx, radiusPx, edgePx);
    this.layout = layOutRings({
      boxPx,
      rings: finestRing(settings, boxPx, pixelSizeA),
      referenceRadiusPx: radiusPx + edgePx,
      shiftPx: this.maxShiftPx,
    });
    this.rings = openParticlesOnRings(source, this.layout, {
      maskRadiusPx: radiusPx,
      cacheBytes: settings.cacheBytes,
      threads: work.threads,
    });
  }

  /**
   * References of noise as coarse as the first step sees, and the power of some of `particles`, of `count` in all, as that of the
   * noise.
   */
  async begin(particles: readonly number[], firstRings: number, random: Random, count: number): Promise<Class2dState> {
    const { boxPx } = this.source;
    const { classes } = this.settings;
    const sample = drawSorted(particles.length, Math.min(particles.length, 400), random).map((i) => particles[i] ?? 0);
    const samples = await this.rings.take(sample);
    const power = powerOfSamples(samples, sample.length, this.layout).map((value) => value / this.rings.noiseShare);
    const noise = this.settings.whiteNoise ? evenOut(power) : power;
    const images = Float32Array.from({ length: classes * boxPx * boxPx }, () => random.normal());
    const onRings = await imagesToRings(images, classes, this.mask.window, this.layout, { threads: this.work.threads });
    const references = await ringsToOrders(onRings, classes, this.layout);
    // As strong as a particle of a tenth of the noise's power.
    scaleRings(references, this.layout, (ring) =>
      ring < firstRings ? 0.3 * Math.sqrt((noise[ring] ?? 0) / (boxPx * boxPx)) : 0,
    );
    return this.fresh(count, { references, noise });
  }

  /** A state of the right size; with the arrays of a saved one filled in, that state. */
  fresh(count: number, { references, noise }: Partial<Pick<Class2dState, 'references' | 'noise'>> = {}): Class2dState {
    const { classes } = this.settings;
    const sums = createClassSums(classes, this.layout);
    const rings = this.layout.orders.length;
    const first = references ?? new Float32Array(sums.numerators.length / 2);
    return {
      step: 0,
      particles: noParticles(count),
      sums,
      references: first,
      halves: [first.slice(), first.slice()],
      noise: noise ?? new Float64Array(rings),
      correlations: Array.from({ length: classes }, () => new Float64Array(rings)),
    };
  }

  /** One step: expectation over the given particles, then new averages; answers what was found, and classes begun anew. */
  async take(
    step: Step,
    state: Class2dState,
    particles: readonly number[],
  ): Promise<{ totals: StepTotals; reseeded: readonly Reseeded[] }> {
    fadeSums(state.sums, step.memory);
    const totals = { probability: 0, ess: 0, images: 0 };
    await this.look(step, state, particles, totals);
    return { totals, reseeded: await this.maximise(step, state) };
  }

  /** Expectation: compares particles with all classes, keeps what is found and, but for a first look, adds it to the sums. */
  async look(step: Step, state: Class2dState, particles: readonly number[], totals: StepTotals | null): Promise<void> {
    for (let first = 0; first < particles.length; first += piece) {
      const some = particles.slice(first, first + piece);
      const parts = step.ownHalf
        ? state.halves.map((own, half) => [some.filter((particle) => halfOf(particle) === half), own] as const)
        : [[some, state.references] as const];
      for (const [part, own] of parts) {
        this.work.signal.throwIfAborted();
        if (part.length > 0) await this.search(step, part, own, state, totals);
      }
    }
  }

  private async search(
    step: Step,
    particles: readonly number[],
    averages: Float32Array,
    state: Class2dState,
    totals: StepTotals | null,
  ): Promise<void> {
    const { boxPx, pixelSizeA } = this.source;
    const { classes } = this.settings;
    const inner = innerRings(this.layout, step.rings);
    const references = innerOrders(averages, classes, this.layout, inner);
    const offsets = offsetsOf(step, this.maxShiftPx);
    const known = state.particles;
    const centres = new Float32Array(2 * particles.length);
    if (step.about === 'particle') {
      particles.forEach((particle, i) => {
        centres[2 * i] = known.shiftPx[2 * particle] ?? 0;
        centres[2 * i + 1] = known.shiftPx[2 * particle + 1] ?? 0;
      });
    }
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
        shiftPriors: this.shiftPriors(centres, offsets),
        // Rings without a reference say nothing of where particles belong, and are summed like the others.
        references: ringsWithin(references, inner, alignedRings(this.settings, boxPx, pixelSizeA)),
        classPriors: new Float32Array(classes),
        inverseNoise: Float32Array.from(inner.orders, (_, ring) => 1 / (state.noise[ring] ?? Infinity)),
        sharpness: step.sharpness,
        halves: Uint8Array.from(particles, (particle) => halfOf(particle)),
      },
      { threads: this.work.threads },
    );
    if (totals !== null) {
      addFound(state.sums, found, { inner, references, noise: state.noise, images: particles.length });
      totals.images += particles.length;
    }
    particles.forEach((particle, i) => {
      const own = found.probabilities.subarray(i * classes, (i + 1) * classes);
      const ess = 1 / own.reduce((sum, value) => sum + value * value, 0);
      known.classes[particle] = found.best.classes[i] ?? -1;
      known.angleRad[particle] = found.best.angleRad[i] ?? 0;
      known.shiftPx[2 * particle] = found.best.shiftPx[2 * i] ?? 0;
      known.shiftPx[2 * particle + 1] = found.best.shiftPx[2 * i + 1] ?? 0;
      known.probability[particle] = found.best.probability[i] ?? 0;
      known.classEss[particle] = ess;
      known.score[particle] = found.best.score[i] ?? 0;
      if (totals === null) return;
      totals.probability += found.best.probability[i] ?? 0;
      totals.ess += ess;
    });
  }

  /** Particles far from the middle of their box are less likely: a normal law whose deviation is half the limit. */
  private shiftPriors(centres: Float32Array, offsets: Float32Array): Float32Array {
    const shifts = offsets.length / 2;
    const spread = Math.max(0.5, this.maxShiftPx / 2);
    return Float32Array.from({ length: (centres.length / 2) * shifts }, (_, i) => {
      const [image, shift] = [Math.floor(i / shifts), i % shifts];
      const x = (centres[2 * image] ?? 0) + (offsets[2 * shift] ?? 0);
      const y = (centres[2 * image + 1] ?? 0) + (offsets[2 * shift + 1] ?? 0);
      return -(x * x + y * y) / (2 * spread * spread);
    });
  }

  /** Maximisation: new references and noise from the sums; lost classes begin anew. */
  private async maximise(step: Step, state: Class2dState): Promise<readonly Reseeded[]> {
    let averages = await this.average(state, filterPower);
    if (step.recentres && (await this.recentre(state, averages))) averages = await this.average(state, filterPower);
    state.references = averages.references;
    state.halves.forEach((own, half) => {
      own.set(averages.halves[half] ?? []);
    });
    state.correlations = averages.correlations;
    const noise = noiseOfSums(state.sums, this.rings.noiseShare);
    (this.settings.whiteNoise ? evenOut(noise) : noise).forEach((value, ring) => {
      if (Number.isFinite(value) && value > 0) state.noise[ring] = value;
    });
    return reseed(state, averages, step.leastShare);
  }

  private average({ sums }: Class2dState, power: number): Promise<ClassAverages> {
    const { recentreThreshold: threshold, recentreBinary: binary } = this.settings;
    return averageClasses(sums, this.mask, { threshold, binary }, { threads: this.work.threads, filterPower: power });
  }

  /** Brings classes that lie off the middle back to it, and their particles with them; answers whether any did. */
  private async recentre({ sums, particles }: Class2dState, averages: ClassAverages): Promise<boolean> {
    const offsets = new Map<number, Offset>();
    for (const [k, centre] of averages.centres.entries()) {
      const offset = wholeOffset(centre);
      if (offset[0] === 0 && offset[1] === 0) continue;
      offsets.set(k, offset);
      await moveSums(sums, k, offset);
    }
    if (offsets.size === 0) return false;
    particles.classes.forEach((own, particle) => {
      const offset = offsets.get(own);
      if (offset === undefined) return;
      const shift = particles.shiftPx.subarray(2 * particle, 2 * particle + 2);
      shift.set(movedShift([shift[0] ?? 0, shift[1] ?? 0], particles.angleRad[particle] ?? 0, offset));
    });
    return true;
  }

  /** What was found so far, classes as they are numbered or by size. */
  async describe(state: Class2dState, order: ClassOrder): Promise<Classification> {
    const { threads } = this.work;
    // To look at, averages are filtered once.
    const { references } = await this.average(state, 1);
    const images = await ringsToImages(references, this.settings.classes, this.layout, { threads });
    return describeClasses(state, images, this.mask.window, this.source, order);
  }
}

/** The same on all rings that have a value: their mean, each ring as long as it is. */
function evenOut(noise: Float64Array): Float64Array {
  let [sum, weight] = [0, 0];
  noise.forEach((value, ring) => {
    if (!(Number.isFinite(value) && value > 0)) return;
    sum += (ring + 1) * value;
    weight += ring + 1;
  });
  return noise.map((value) => (Number.isFinite(value) ? sum / weight : value));
}
