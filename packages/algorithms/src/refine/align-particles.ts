import { createRandom, measureResiduals, transformVolume } from '@vitreous/numerics';
import { mostRings } from '../class2d/ring-layout.js';
import { gather } from '../reconstruct/insert-particles.js';
import { randomRotation } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import { poseDistanceRad } from '../symmetry/pose-distance.js';
import { findPoses, ringsOfSearch } from './find-poses.js';
import { fitOf, takeViews, type Taken } from './pose-search.js';
import { searchOf, viewStepRad, type RefineSetup } from './refine-setup.js';
import type { Half } from './refine-state.js';
import type { RefinedParticles } from './refinement.js';

/** Particles searched in one call: bounds memory, and how long an abort waits. */
const piece = 512;

/** How poses are looked for in one iteration. */
export interface Alignment {
  /** From 0; in the first there are no poses yet, unless views are tried about those known. */
  readonly iteration: number;
  /** Whether all views are tried, or only those about the last one. */
  readonly global: boolean;
  /** Rings that poses are fitted on. */
  readonly fitRings: number;
  readonly perParticleScale: boolean;
  readonly seed: number;
  onProgress?(share: number): void;
}

/** Means over all particles of what has changed, and the part of them that found another view. */
export interface PoseChanges {
  angleRad: number;
  shiftPx: number;
  movedShare: number;
}

/** Finds poses of all particles against the map of their half, and what noise they have left. */
export async function alignParticles(
  setup: RefineSetup,
  { particles: known, halves }: { readonly particles: RefinedParticles; readonly halves: readonly Half[] },
  alignment: Alignment,
): Promise<PoseChanges> {
  const { boxPx, count } = setup.source;
  const { threads, signal } = setup.work;
  const { iteration, fitRings } = alignment;
  const searchRings = ringsOfSearch(setup, fitRings);
  const stepRad = viewStepRad(setup, searchRings);
  const changes: PoseChanges = { angleRad: 0, shiftPx: 0, movedShare: 0 };
  let done = 0;
  for (const half of halves) {
    const spectrum = await transformVolume(half.map, boxPx, mostRings(boxPx), { threads });
    const search = searchOf(setup, half.noise);
    const turn = randomRotation(createRandom((alignment.seed * 1_000_003 + iteration) | 0));
    const views = alignment.global
      ? await takeViews(spectrum, spreadDirections(stepRad, setup.group, turn), search, searchRings)
      : null;
    const residual = new Float64Array(setup.layout.orders.length);
    for (let first = 0; first < half.particles.length; first += piece) {
      signal.throwIfAborted();
      const particles = half.particles.slice(first, first + piece);
      const taken: Taken = {
        particles,
        samples: await setup.rings.take(particles),
        scales: gather(known.scales, particles, 1),
      };
      const last = {
        rotations: gather(known.rotations, particles, 9),
        shiftsPx: gather(known.shiftsPx, particles, 2),
      };
      const isFirst = iteration === 0 && views !== null;
      const target = { search, spectrum, views, searchRings, fitRings };
      const found = await findPoses(setup, target, taken, isFirst ? null : last);
      particles.forEach((particle, i) => {
        const before = known.rotations.subarray(9 * particle, 9 * particle + 9);
        const after = found.rotations.subarray(9 * i, 9 * i + 9);
        const angleRad = poseDistanceRad(after, before, setup.group);
        changes.angleRad += angleRad / count;
        if (angleRad > 2 * stepRad) changes.movedShare += 1 / count;
        const [dx, dy] = [0, 1].map(
          (axis) => (found.shiftsPx[2 * i + axis] ?? 0) - (known.shiftsPx[2 * particle + axis] ?? 0),
        );
        changes.shiftPx += Math.hypot(dx ?? 0, dy ?? 0) / count;
        before.set(after);
        known.shiftsPx.set(found.shiftsPx.subarray(2 * i, 2 * i + 2), 2 * particle);
        known.scores[particle] = found.scores[i] ?? 0;
        known.angleErrorRad[particle] = found.angleErrorRad[i] ?? 0;
        known.shiftErrorPx[particle] = found.shiftErrorPx[i] ?? 0;
        if (alignment.perParticleScale) {
          known.scales[particle] = Math.min(3, Math.max(0.2, found.scales[i] ?? 1));
        }
      });
      const left = await measureResiduals(fitOf(search, taken, spectrum, setup.layout.orders.length), found, {
        threads,
      });
      addResiduals(residual, left, particles.length);
      done += particles.length;
      alignment.onProgress?.(done / count);
    }
    half.noise = smoothNoise(residual, half.particles.length * setup.rings.noiseShare);
    if (alignment.perParticleScale) evenScales(known.scales, half.particles);
  }
  return changes;
}

/** Strengths are relative to the mean of their half. */
function evenScales(scales: Float32Array, particles: readonly number[]): void {
  const mean = particles.reduce((sum, particle) => sum + (scales[particle] ?? 1), 0) / particles.length;
  for (const particle of particles) scales[particle] = (scales[particle] ?? 1) / mean;
}

/** Adds what each image has left, ring by ring. */
export function addResiduals(sum: Float64Array, left: Float32Array, images: number): void {
  const rings = sum.length;
  for (let image = 0; image < images; image++) {
    for (let ring = 0; ring < rings; ring++) {
      sum[ring] = (sum[ring] ?? 0) + (left[(3 * image + 1) * rings + ring] ?? 0);
    }
  }
}

/** Power of the noise on each ring; neighbours have like noise, inner rings few samples. */
export function smoothNoise(residual: Float64Array, count: number): Float64Array {
  return residual.map((_, ring) => {
    const near = [ring - 1, ring, ring + 1].filter((at) => at >= 0 && at < residual.length);
    return near.reduce((sum, at) => sum + (residual[at] ?? 0), 0) / near.length / count;
  });
}
