import {
  createRandom,
  createSliceSums,
  innerRings,
  measureResiduals,
  transformVolume,
  type RingLayout,
  type SliceSums,
} from '@vitreous/numerics';
import { openParticlesOnRings, type ParticlesOnRings, type ParticleSource } from '../class2d/particle-source.js';
import { layOutRings, mostRings } from '../class2d/ring-layout.js';
import { powerOfSamples } from '../class2d/ring-arrays.js';
import { correlateVolumes, crossingOf, filterVolume, lowPass } from '../fsc/shells.js';
import { softSphere } from '../mask/soft-sphere.js';
import { finishMaps, maskEdgePx } from '../reconstruct/finish-maps.js';
import { gather, insertParticles } from '../reconstruct/insert-particles.js';
import { maskRadiusPx } from '../reconstruct/reconstruct.js';
import { divideSums, regulariseSums, signalToNoise } from '../reconstruct/solve-map.js';
import { randomRotation, type Matrix3 } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { poseDistanceRad } from '../symmetry/pose-distance.js';
import {
  findCandidates,
  fitOf,
  improve,
  takeViews,
  withPose,
  type Candidates,
  type PoseSearch,
  type Taken,
  type Views,
} from './pose-search.js';
import { joinLowShells } from './join-halves.js';
import { checkRefineSettings, type RefineSettings } from './refine-settings.js';
import type { Refinement, RefinedParticles, RefineProgress, RefineWork } from './refinement.js';

/** Particles searched in one call: bounds memory, and how long an abort waits. */
const piece = 512;
/** All views are tried again while more than this part of the particles find another one, at most so many times. */
const settledShare = 0.02;
const mostGlobal = 6;

/**
 * Refines the poses of particles against maps of two halves that share nothing but the first map, coarse to fine, until the
 * resolution no longer grows (docs/science/refine.md). The same seed gives the same result for any number of threads.
 *
 * @param initial A map of boxPx³ voxels, of any strength. @param halves The half of each particle, 0 or 1.
 * @throws UserError when the settings do not fit the particles; DataError when an image is blank or not finite.
 */
export async function refine(
  source: ParticleSource,
  initial: Float32Array,
  halves: Uint8Array,
  settings: RefineSettings,
  work: RefineWork,
  start?: StartingPoses,
): Promise<Refinement> {
  checkRefineSettings(settings, source);
  const run = new RefineRun(source, halves, settings, work);
  return run.finish(initial, start);
}

/** Poses to begin from: views far from them are never tried, and the first map is taken to be as strong as the particles. */
export interface StartingPoses {
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
}

/** One half of the particles and what is known from it alone. */
interface Half {
  readonly particles: readonly number[];
  map: Float32Array;
  noise: Float64Array;
}

class RefineRun {
  private readonly group: readonly Matrix3[];
  private readonly radiusPx: number;
  private readonly layout: RingLayout;
  private readonly rings: ParticlesOnRings;
  private readonly sphere: Float32Array;
  /** What references are seen through. */
  private readonly mask: Float32Array;
  private readonly maxShiftPx: number;
  private readonly known: RefinedParticles;
  private readonly widthA: number;

  constructor(
    private readonly source: ParticleSource,
    halves: Uint8Array,
    private readonly settings: RefineSettings,
    private readonly work: RefineWork,
  ) {
    const { boxPx, pixelSizeA, count } = source;
    this.group = symmetryRotations(settings.symmetry);
    this.radiusPx = maskRadiusPx(settings.maskDiameterA, source);
    this.widthA = boxPx * pixelSizeA;
    this.maxShiftPx = Math.max(1, settings.maxShiftA / pixelSizeA);
    this.layout = layOutRings({
      boxPx,
      rings: mostRings(boxPx),
      referenceRadiusPx: this.radiusPx + maskEdgePx,
      shiftPx: this.maxShiftPx,
    });
    this.rings = openParticlesOnRings(source, this.layout, {
      maskRadiusPx: this.radiusPx,
      cacheBytes: settings.cacheBytes,
      threads: work.threads,
    });
    this.sphere = softSphere(boxPx, this.radiusPx, maskEdgePx);
    this.mask = settings.mask ?? this.sphere;
    this.known = {
      rotations: new Float32Array(9 * count),
      shiftsPx: new Float32Array(2 * count),
      scales: new Float32Array(count).fill(1),
      halves,
      scores: new Float32Array(count),
      angleErrorRad: new Float32Array(count),
      shiftErrorPx: new Float32Array(count),
    };
  }

  async finish(initial: Float32Array, start?: StartingPoses): Promise<Refinement> {
    const halves = await this.begin(initial, start);
    const { boxPx, pixelSizeA } = this.source;
    const { threads } = this.work;
    // The last shell that maps have.
    const nyquist = Math.min(Math.floor(boxPx / 2), Math.ceil(this.widthA / this.settings.maxResolutionA));
    const iterations: RefineProgress[] = [];
    let reached = this.widthA / this.settings.initialResolutionA;
    let stalled = 0;
    let moved = 1;
    let converged = false;
    let sums: readonly [SliceSums, SliceSums] | null = null;
    try {
      while (iterations.length < this.settings.maxIterations && !converged) {
        const fitRings = Math.max(4, Math.min(mostRings(boxPx), Math.ceil(reached)));
        const global =
          start === undefined && (iterations.length < 2 || (moved > settledShare && iterations.length < mostGlobal));
        const changes = await this.align(halves, { iteration: iterations.length, global, fitRings });
        if (global) moved = changes.movedShare;
        const last = stalled > 0 || reached > 0.75 * nyquist;
        const mapRings = last ? nyquist : Math.min(nyquist, Math.ceil(1.6 * reached) + 4);
        await this.release(sums);
        sums = [createSliceSums(boxPx, mapRings), createSliceSums(boxPx, mapRings)];
        const next = await this.rebuild(halves, sums);
        stalled = next < 1.02 * reached || next > nyquist - 1.5 ? stalled + 1 : 0;
        reached = Math.max(next, 0.9 * reached);
        converged = stalled >= 2 && last;
        const progress = {
          iteration: iterations.length + 1,
          resolutionA: this.widthA / next,
          global,
          angleChangeDeg: (changes.angleRad * 180) / Math.PI,
          shiftChangePx: changes.shiftPx,
        };
        iterations.push(progress);
        await this.work.onIteration?.(progress);
      }
      if (sums === null) throw new Error('a refinement has at least one iteration');
      if (sums[0].rings < nyquist) {
        await this.release(sums);
        sums = [createSliceSums(boxPx, nyquist), createSliceSums(boxPx, nyquist)];
        await this.rebuild(halves, sums);
      }
      const maps = await finishMaps(
        sums,
        { pixelSizeA, radiusPx: this.radiusPx, seed: this.settings.seed, mask: this.settings.mask ?? null },
        { threads },
      );
      const noise = (halves[0]?.noise ?? new Float64Array(0)).map((value) => value / boxPx ** 2);
      return { particles: this.known, maps, iterations, converged, noise };
    } finally {
      await this.release(sums);
    }
  }

  private async release(sums: readonly SliceSums[] | null): Promise<void> {
    await Promise.all((sums ?? []).map((one) => one.release()));
  }

  /** The first map, filtered, masked and brought to the strength of the particles; noise as if particles were all noise. */
  private async begin(initial: Float32Array, start?: StartingPoses): Promise<Half[]> {
    const { boxPx } = this.source;
    const { threads } = this.work;
    const filter = lowPass(this.widthA / this.settings.initialResolutionA, 2);
    const smooth = await filterVolume(initial, boxPx, filter, { threads });
    const map = smooth.map((value, i) => value * (this.mask[i] ?? 0));
    const all = Array.from({ length: this.source.count }, (_, i) => i);
    const random = createRandom(this.settings.seed);
    const sample = all.filter(() => random.uniform() < 200 / all.length);
    const samples = await this.rings.take(sample);
    const power = powerOfSamples(samples, sample.length, this.layout);
    const noise = power.map((value) => value / this.rings.noiseShare);
    const halves = [0, 1].map((half): Half => ({
      particles: all.filter((particle) => this.known.halves[particle] === half),
      map,
      noise: noise.slice(),
    }));
    if (start !== undefined) {
      this.known.rotations.set(start.rotations);
      this.known.shiftsPx.set(start.shiftsPx);
      return halves;
    }
    // The strength that fits a few particles, found twice: the first guess takes all power for noise.
    let strength = 1;
    for (let round = 0; round < 2; round++) {
      const scaled = map.map((value) => strength * value);
      const found = await this.strengthOf(scaled, sample, samples, noise, round === 0);
      strength *= found;
    }
    for (const half of halves) half.map = map.map((value) => strength * value);
    return halves;
  }

  /** By how much a map must be multiplied to fit particles best. */
  private async strengthOf(
    map: Float32Array,
    particles: readonly number[],
    samples: Float32Array,
    noise: Float64Array,
    first: boolean,
  ): Promise<number> {
    const { boxPx } = this.source;
    const rings = Math.max(4, Math.round(this.widthA / this.settings.initialResolutionA));
    const spectrum = await transformVolume(map, boxPx, rings + 2, { threads: this.work.threads });
    const search = this.searchOf(noise);
    const directions = spreadDirections(2 * this.stepRad(rings), this.group);
    const views = await takeViews(spectrum, directions, search, rings);
    if (first) {
      // So weak that what the map itself would weigh does not count.
      const energy = views.references.reduce((sum, value) => sum + value * value, 0) / (directions.length / 9);
      const power = powerOfSamples(samples, particles.length, innerRings(this.layout, rings)).reduce(
        (a, b) => a + b,
        0,
      );
      const weak = 0.1 * Math.sqrt(power / Math.max(1e-30, energy));
      const scaled = map.map((value) => weak * value);
      return weak * (await this.strengthOf(scaled, particles, samples, noise, false));
    }
    const taken = { particles, samples, scales: new Float32Array(particles.length).fill(1) };
    const candidates = await findCandidates(search, taken, views, {
      centres: new Float32Array(2 * particles.length),
      offsets: this.offsets(rings, this.maxShiftPx),
      keep: 1,
      apartRad: 0,
    });
    const found = await improve(search, taken, spectrum, candidates, { rings, steps: 3 });
    const sorted = found.scales.slice().sort();
    return Math.max(1e-6, sorted[Math.floor(sorted.length / 2)] ?? 1);
  }

  private searchOf(noise: Float64Array): PoseSearch {
    return {
      source: this.source,
      layout: this.layout,
      inverseNoise: Float32Array.from(noise, (value) => 1 / value),
      shiftSpreadPx: Math.max(0.5, this.maxShiftPx / 2),
      threads: this.work.threads,
    };
  }

  /** Steps between views that the fit bridges: a part of what `rings` rings resolve at the particle's rim. */
  private stepRad(rings: number): number {
    return (0.8 * this.source.boxPx) / rings / (2 * this.radiusPx);
  }

  /** Shifts on a grid that the fit bridges, within a disc. */
  private offsets(rings: number, reachPx: number): Float32Array {
    const step = Math.max(0.75, this.source.boxPx / rings / 4);
    const reach = Math.floor(reachPx / step);
    const line = Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * step);
    return Float32Array.from(
      line.flatMap((y) => line.flatMap((x) => (Math.hypot(x, y) <= reachPx + 1e-6 ? [x, y] : []))),
    );
  }

  /** Finds poses of all particles against the map of their half, and what noise they have left; answers mean changes. */
  private async align(
    halves: readonly Half[],
    { iteration, global, fitRings }: { iteration: number; global: boolean; fitRings: number },
  ): Promise<{ angleRad: number; shiftPx: number; movedShare: number }> {
    const { boxPx, count } = this.source;
    const { threads } = this.work;
    const searchRings = Math.min(fitRings, Math.max(6, Math.round((boxPx / (2 * this.radiusPx)) * 12)));
    const changes = { angleRad: 0, shiftPx: 0, movedShare: 0 };
    let done = 0;
    for (const half of halves) {
      const spectrum = await transformVolume(half.map, boxPx, mostRings(boxPx), { threads });
      const search = this.searchOf(half.noise);
      const stepRad = this.stepRad(searchRings);
      const turn = randomRotation(createRandom((this.settings.seed * 1_000_003 + iteration) | 0));
      const views = global
        ? await takeViews(spectrum, spreadDirections(stepRad, this.group, turn), search, searchRings)
        : null;
      const residual = new Float64Array(this.layout.orders.length);
      for (let first = 0; first < half.particles.length; first += piece) {
        this.work.signal.throwIfAborted();
        const particles = half.particles.slice(first, first + piece);
        const taken: Taken = {
          particles,
          samples: await this.rings.take(particles),
          scales: gather(this.known.scales, particles, 1),
        };
        const candidates = await this.candidates(search, taken, views, { iteration, searchRings, stepRad });
        const coarse = await improve(search, taken, spectrum, candidates, {
          rings: Math.min(fitRings, 2 * searchRings),
          steps: 4,
        });
        const found = await improve(
          search,
          taken,
          spectrum,
          { each: 1, rotations: coarse.rotations, shiftsPx: coarse.shiftsPx },
          { rings: fitRings, steps: 5 },
        );
        particles.forEach((particle, i) => {
          const before = this.known.rotations.subarray(9 * particle, 9 * particle + 9);
          const after = found.rotations.subarray(9 * i, 9 * i + 9);
          const angleRad = poseDistanceRad(after, before, this.group);
          changes.angleRad += angleRad / count;
          if (angleRad > 2 * stepRad) changes.movedShare += 1 / count;
          const [dx, dy] = [0, 1].map(
            (axis) => (found.shiftsPx[2 * i + axis] ?? 0) - (this.known.shiftsPx[2 * particle + axis] ?? 0),
          );
          changes.shiftPx += Math.hypot(dx ?? 0, dy ?? 0) / count;
          before.set(after);
          this.known.shiftsPx.set(found.shiftsPx.subarray(2 * i, 2 * i + 2), 2 * particle);
          this.known.scores[particle] = found.scores[i] ?? 0;
          this.known.angleErrorRad[particle] = found.angleErrorRad[i] ?? 0;
          this.known.shiftErrorPx[particle] = found.shiftErrorPx[i] ?? 0;
          if (this.settings.perParticleScale) {
            this.known.scales[particle] = Math.min(3, Math.max(0.2, found.scales[i] ?? 1));
          }
        });
        const left = await measureResiduals(fitOf(search, taken, spectrum, this.layout.orders.length), found, {
          threads,
        });
        addResiduals(residual, left, particles.length);
        done += particles.length;
        this.work.onProgress?.(iteration + 1, done / count);
      }
      half.noise = smoothNoise(residual, half.particles.length * this.rings.noiseShare);
      if (this.settings.perParticleScale) this.evenScales(half.particles);
    }
    return changes;
  }

  private async candidates(
    search: PoseSearch,
    taken: Taken,
    views: Views | null,
    { iteration, searchRings, stepRad }: { iteration: number; searchRings: number; stepRad: number },
  ): Promise<Candidates> {
    const { particles } = taken;
    const [rotations, shifts] = [gather(this.known.rotations, particles, 9), gather(this.known.shiftsPx, particles, 2)];
    if (views === null) return withPose(null, rotations, shifts);
    const fresh = iteration === 0;
    const found = await findCandidates(search, taken, views, {
      centres: fresh ? new Float32Array(2 * particles.length) : shifts,
      offsets: this.offsets(searchRings, fresh ? this.maxShiftPx : (1.5 * this.source.boxPx) / searchRings / 4),
      keep: 3,
      apartRad: 1.5 * stepRad,
    });
    return fresh ? found : withPose(found, rotations, shifts);
  }

  /** Strengths are relative to the mean of their half. */
  private evenScales(particles: readonly number[]): void {
    const mean = particles.reduce((sum, particle) => sum + (this.known.scales[particle] ?? 1), 0) / particles.length;
    for (const particle of particles) this.known.scales[particle] = (this.known.scales[particle] ?? 1) / mean;
  }

  /** New maps of both halves from their particles; answers the shell at which they agree to 0.143. */
  private async rebuild(halves: readonly Half[], sums: readonly [SliceSums, SliceSums]): Promise<number> {
    const { boxPx } = this.source;
    const { threads } = this.work;
    for (const [index, half] of halves.entries()) {
      const target = sums[index === 0 ? 0 : 1];
      const last = half.noise.length - 1;
      const inverseNoise = Float32Array.from(
        { length: target.rings + 1 },
        (_, radius) => 1 / (half.noise[Math.min(last, Math.max(0, radius - 1))] ?? 1),
      );
      await insertParticles(
        target,
        half.particles,
        {
          source: this.source,
          images: (chosen) => this.rings.images(chosen),
          poses: this.known,
          inverseNoise,
          group: this.group,
        },
        this.work,
      );
    }
    const through = (map: Float32Array): Float32Array => map.map((value, i) => value * (this.sphere[i] ?? 0));
    const divided = [
      through(await divideSums(sums[0], { threads })),
      through(await divideSums(sums[1], { threads })),
    ] as const;
    const fsc = await correlateVolumes(divided[0], divided[1], boxPx, { threads });
    const ratios = signalToNoise(fsc, 1);
    const maps = [
      await regulariseSums(sums[0], ratios, { threads }),
      await regulariseSums(sums[1], ratios, { threads }),
    ];
    const joined = await joinLowShells(maps, boxPx, this.widthA / this.settings.joinHalvesA, { threads });
    halves.forEach((half, index) => {
      half.map = (joined[index] ?? half.map).map((value, i) => value * (this.mask[i] ?? 0));
    });
    // Masks carry some of the last shell into those beyond, where maps are empty.
    return Math.max(2, Math.min(sums[0].rings, crossingOf(fsc, 0.143)));
  }
}

/** Adds what each image has left, ring by ring; less than nothing of its power is no measurement. */
function addResiduals(sum: Float64Array, left: Float32Array, images: number): void {
  const rings = sum.length;
  for (let image = 0; image < images; image++) {
    for (let ring = 0; ring < rings; ring++) {
      sum[ring] = (sum[ring] ?? 0) + (left[(3 * image + 1) * rings + ring] ?? 0);
    }
  }
}

/** Power of the noise on each ring; neighbours have like noise, inner rings few samples. */
function smoothNoise(residual: Float64Array, count: number): Float64Array {
  return residual.map((_, ring) => {
    const near = [ring - 1, ring, ring + 1].filter((at) => at >= 0 && at < residual.length);
    return near.reduce((sum, at) => sum + (residual[at] ?? 0), 0) / near.length / count;
  });
}
