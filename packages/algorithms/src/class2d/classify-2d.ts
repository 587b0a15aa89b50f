import {
  createRandom,
  imagesToRings,
  innerRings,
  ringsToImages,
  ringsToOrders,
  samplesOf,
  searchRings,
  type Random,
  type RingLayout,
} from '@vitreous/numerics';
import { checkClass2dSettings, finestRing, type Class2dSettings } from './class2d-settings.js';
import type { Classification, Class2dState, Class2dWork, ClassRow } from './classification.js';
import { drawSorted, halfOf } from './draw-particles.js';
import { countOf, reseed } from './lost-classes.js';
import { innerOrders, powerOfSamples, scaleRings } from './ring-arrays.js';
import { averageClasses, type AverageMask, type ClassAverages } from './class-averages.js';
import { addFound, createClassSums, fadeSums, noiseOfSums } from './class-sums.js';
import { openParticlesOnRings, type ParticlesOnRings, type ParticleSource } from './particle-source.js';
import { movedShift, moveSums, wholeOffset } from './recentre.js';
import { resolutionOf } from './ring-correlation.js';
import { anglesFor, layOutRings } from './ring-layout.js';
import { offsetsOf, planSteps, type Step } from './schedule.js';
import { softDisc } from './soft-disc.js';

/** Particles searched in one call: bounds memory, and how long an abort waits. */
const piece = 512;
/**
 * References that particles are compared with are filtered twice: their halves agree better than they should, both having been
 * aligned to the same reference, and what is noise in a reference holds on to the particles that it came from.
 */
const filterPower = 2;
/** Soft edge of the mask of averages, pixels. */
const edgePx = 5;

/**
 * Sorts particles into classes of like views: expectation and maximisation over class, in-plane angle and shift, coarse to
 * fine, on mini-batches and then on all particles (docs/science/class2d.md). The same seed gives the same result for any number
 * of threads.
 *
 * @throws UserError when the settings do not fit the particles; DataError when an image is blank or not finite.
 */
export async function classify2d(
  source: ParticleSource,
  settings: Class2dSettings,
  work: Class2dWork,
): Promise<Classification> {
  checkClass2dSettings(settings, source);
  const run = new Class2dRun(source, settings, work);
  return run.finish();
}

class Class2dRun {
  private readonly layout: RingLayout;
  private readonly mask: AverageMask;
  private readonly rings: ParticlesOnRings;
  private readonly steps: readonly Step[];
  private readonly maxShiftPx: number;

  constructor(
    private readonly source: ParticleSource,
    private readonly settings: Class2dSettings,
    private readonly work: Class2dWork,
  ) {
    const { boxPx, pixelSizeA } = source;
    const radiusPx = Math.min(settings.maskDiameterA / pixelSizeA / 2, Math.floor(boxPx / 2) - edgePx - 2);
    this.maxShiftPx = settings.maxShiftA / pixelSizeA;
    this.mask = { radiusPx, window: softDisc(boxPx, radiusPx, edgePx) };
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
    this.steps = planSteps(settings, source);
  }

  async finish(): Promise<Classification> {
    const state = await this.begin();
    await this.work.onBegin?.(state);
    while (state.step < this.steps.length) {
      const step = this.steps[state.step];
      if (step === undefined) break;
      await this.take(step, state);
    }
    return this.describe(state);
  }

  private random(stream: number): Random {
    return createRandom((this.settings.seed * 1_000_003 + stream) | 0);
  }

  /** References of noise as coarse as the first step sees, and the particles' own power as that of the noise. */
  private async begin(): Promise<Class2dState> {
    const { count, boxPx } = this.source;
    const { classes } = this.settings;
    const random = this.random(0);
    const sample = drawSorted(count, Math.min(count, 400), random);
    const samples = await this.rings.take(sample);
    const noise = powerOfSamples(samples, sample.length, this.layout).map((value) => value / this.rings.noiseShare);
    const first = this.steps[0]?.rings ?? this.layout.orders.length;
    const images = Float32Array.from({ length: classes * boxPx * boxPx }, () => random.normal());
    const onRings = await imagesToRings(images, classes, this.mask.window, this.layout, { threads: this.work.threads });
    const references = await ringsToOrders(onRings, classes, this.layout);
    // As strong as a particle of a tenth of the noise's power.
    scaleRings(references, this.layout, (ring) =>
      ring < first ? 0.3 * Math.sqrt((noise[ring] ?? 0) / (boxPx * boxPx)) : 0,
    );
    return {
      step: 0,
      particles: {
        classes: new Int32Array(count).fill(-1),
        angleRad: new Float32Array(count),
        shiftPx: new Float32Array(2 * count),
        probability: new Float32Array(count),
        classEss: new Float32Array(count),
        score: new Float32Array(count),
      },
      sums: createClassSums(classes, this.layout),
      references,
      noise,
      correlations: Array.from({ length: classes }, () => new Float64Array(this.layout.orders.length)),
    };
  }

  private async take(step: Step, state: Class2dState): Promise<void> {
    const { count } = this.source;
    const random = this.random(1 + state.step);
    const chosen = step.batch === null || step.batch >= count ? null : drawSorted(count, step.batch, random);
    fadeSums(state.sums, step.memory);
    const totals = { probability: 0, ess: 0, images: 0 };
    const length = chosen?.length ?? count;
    for (let first = 0; first < length; first += piece) {
      this.work.signal.throwIfAborted();
      const last = Math.min(length, first + piece);
      const particles = chosen?.slice(first, last) ?? Array.from({ length: last - first }, (_, i) => first + i);
      await this.search(step, particles, state, totals);
    }
    await this.maximise(step, state);
    state.step++;
    const { sums } = state;
    const perClass = Array.from({ length: sums.classes }, (_, k) => countOf(sums, k));
    const even = perClass.reduce((sum, value) => sum + value, 0) / sums.classes;
    await this.work.onStep(
      {
        step: state.step,
        steps: this.steps.length,
        resolutionA: (this.source.boxPx * this.source.pixelSizeA) / step.rings,
        meanProbability: totals.probability / totals.images,
        classEss: totals.ess / totals.images,
        used: perClass.filter((value) => value > 0.1 * even).length,
      },
      state,
    );
  }

  /** Expectation: compares some particles with all classes, keeps what is found and adds it to the sums. */
  private async search(
    step: Step,
    particles: readonly number[],
    state: Class2dState,
    totals: { probability: number; ess: number; images: number },
  ): Promise<void> {
    const { aberrations, pixelSizeA } = this.source;
    const { classes } = this.settings;
    const inner = innerRings(this.layout, step.rings);
    const references = innerOrders(state.references, classes, this.layout, inner);
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
        aberrations: particles.map(
          (particle) => aberrations[particle] ?? { constant: 0, xx: 0, xy: 0, yy: 0, fourth: 0 },
        ),
        pixelSizeA,
        centres,
        offsets,
        shiftPriors: this.shiftPriors(centres, offsets),
        references,
        classPriors: new Float32Array(classes),
        inverseNoise: Float32Array.from(inner.orders, (_, ring) => 1 / (state.noise[ring] ?? Infinity)),
        sharpness: step.sharpness,
        halves: Uint8Array.from(particles, (particle) => halfOf(particle)),
      },
      { threads: this.work.threads },
    );
    addFound(state.sums, found, { inner, references, noise: state.noise, images: particles.length });
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
      totals.probability += found.best.probability[i] ?? 0;
      totals.ess += ess;
    });
    totals.images += particles.length;
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
  private async maximise(step: Step, state: Class2dState): Promise<void> {
    const { threads } = this.work;
    let averages = await averageClasses(state.sums, this.mask, { threads, filterPower });
    if (step.recentres && (await this.recentre(state, averages))) {
      averages = await averageClasses(state.sums, this.mask, { threads, filterPower });
    }
    state.references = averages.references;
    state.correlations = averages.correlations;
    noiseOfSums(state.sums, this.rings.noiseShare).forEach((value, ring) => {
      if (Number.isFinite(value) && value > 0) state.noise[ring] = value;
    });
    reseed(state, averages, step.leastShare);
  }

  /** Brings classes that lie off the middle back to it, and their particles with them; answers whether any did. */
  private async recentre({ sums, particles }: Class2dState, averages: ClassAverages): Promise<boolean> {
    let any = false;
    for (const [k, centre] of averages.centres.entries()) {
      const offset = wholeOffset(centre);
      if (offset[0] === 0 && offset[1] === 0) continue;
      any = true;
      await moveSums(sums, k, offset);
      particles.classes.forEach((own, particle) => {
        if (own !== k) return;
        const shift = particles.shiftPx.subarray(2 * particle, 2 * particle + 2);
        shift.set(movedShift([shift[0] ?? 0, shift[1] ?? 0], particles.angleRad[particle] ?? 0, offset));
      });
    }
    return any;
  }

  /** What was found, the class with most particles first. */
  private async describe(state: Class2dState): Promise<Classification> {
    const { boxPx, pixelSizeA } = this.source;
    const { classes } = this.settings;
    const { particles, correlations } = state;
    const members = Array.from({ length: classes }, (): number[] => []);
    particles.classes.forEach((k, particle) => members[k]?.push(particle));
    const order = Array.from(members.keys()).sort(
      (a, b) => (members[b]?.length ?? 0) - (members[a]?.length ?? 0) || a - b,
    );
    const { threads } = this.work;
    // To look at, averages are filtered once.
    const { references } = await averageClasses(state.sums, this.mask, { threads });
    const images = await ringsToImages(references, classes, this.layout, { threads });
    const area = boxPx * boxPx;
    const data = new Float32Array(images.length);
    order.forEach((k, place) => {
      data.set(
        images.subarray(k * area, (k + 1) * area).map((value, i) => value * (this.mask.window[i] ?? 0)),
        place * area,
      );
    });
    const rows = order.map((k): ClassRow => {
      const own = members[k] ?? [];
      const mean = (values: Float32Array): number =>
        own.reduce((sum, particle) => sum + (values[particle] ?? 0), 0) / Math.max(1, own.length);
      return {
        count: own.length,
        resolutionA: resolutionOf(correlations[k] ?? [], 0.5, boxPx, pixelSizeA),
        meanProbability: mean(particles.probability),
        classEss: mean(particles.classEss),
      };
    });
    const placeOf = new Map(order.map((k, place) => [k, place]));
    return {
      particles: { ...particles, classes: particles.classes.map((k) => placeOf.get(k) ?? -1) },
      averages: { count: classes, height: boxPx, width: boxPx, data },
      rows,
      correlations: order.map((k) => correlations[k] ?? new Float64Array(0)),
      noise: state.noise.map((value) => value / area),
    };
  }
}
