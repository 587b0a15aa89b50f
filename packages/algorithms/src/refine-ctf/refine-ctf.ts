import { sumPhases } from '@vitreous/numerics';
import { fitOf } from '../refine/pose-search.js';
import { fitAberration, type GroupAberration } from './aberration-fit.js';
import type { WantedAberrations } from './aberration-terms.js';
import { fitDefocus } from './defocus-fit.js';
import { samplesOn, type GroupSums } from './group-sums.js';
import {
  comparedRings,
  particlesOf,
  posesOf,
  takeWithScales,
  type CtfWork,
  type KnownMaps,
  type PosedParticles,
} from './known-maps.js';

/** Particles summed in one call: bounds memory, and how long an abort waits. */
const piece = 256;

/** What is found of a group, and the sums that tell it. */
export interface MeasuredGroup extends GroupAberration {
  readonly sums: GroupSums;
  readonly particles: number;
}

/**
 * The aberrations of each group of particles (exposure groups: one microscope, one alignment), as they are left on top of what
 * the particles' contrast transfer has. `groups` names the group of each particle, `accelKv` its voltage. Particles are compared
 * with the map of the other half: in that of their own each meets itself, unturned.
 */
export async function measureAberrations(
  maps: KnownMaps,
  poses: PosedParticles,
  groups: ArrayLike<number>,
  { wanted, accelKv }: { wanted: WantedAberrations; accelKv: (particle: number) => number },
  work: CtfWork,
): Promise<Map<number, MeasuredGroup>> {
  const { layout, inverseNoise } = comparedRings(maps);
  const { pixelSizeA, count } = maps.setup.source;
  const samples = samplesOn(layout, pixelSizeA);
  const sums = new Map<number, Float64Array>();
  let done = 0;
  for (const half of [0, 1] as const) {
    const own = particlesOf(poses, half);
    for (const group of new Set(own.map((particle) => groups[particle] ?? 0))) {
      const particles = own.filter((particle) => (groups[particle] ?? 0) === group);
      for (let first = 0; first < particles.length; first += piece) {
        work.signal.throwIfAborted();
        const chosen = particles.slice(first, first + piece);
        const taken = await takeWithScales(maps.setup, poses, chosen);
        const fit = fitOf(maps.search, taken, maps.spectra[half === 0 ? 1 : 0], maps.rings);
        const found = await sumPhases(fit, posesOf(poses, chosen), { inverseNoise, threads: work.threads });
        const total = sums.get(group);
        if (total === undefined) sums.set(group, found);
        else found.forEach((value, i) => (total[i] = (total[i] ?? 0) + value));
        done += chosen.length;
        work.onProgress?.(done / count);
      }
    }
  }
  const inOrder = [...sums].sort(([a], [b]) => a - b);
  return new Map(
    inOrder.map(([group, total]): [number, MeasuredGroup] => {
      const own = Array.from({ length: count }, (_, i) => i).filter((i) => (groups[i] ?? 0) === group);
      const of = { sums: total, samples, accelKv: accelKv(own[0] ?? 0) };
      return [group, { ...fitAberration(of, wanted), sums: of, particles: own.length }];
    }),
  );
}

/** How far the defocus of each particle is off, Å, within `reachA`; expected about 0 with a deviation of `spreadA`. */
export async function measureDefocus(
  maps: KnownMaps,
  poses: PosedParticles,
  accelKv: (particle: number) => number,
  { reachA, spreadA }: { reachA: number; spreadA: number },
  work: CtfWork,
): Promise<Float32Array> {
  const { layout, inverseNoise } = comparedRings(maps);
  const { pixelSizeA, count } = maps.setup.source;
  const samples = samplesOn(layout, pixelSizeA);
  const offsets = new Float32Array(count);
  let done = 0;
  for (const half of [0, 1] as const) {
    const particles = particlesOf(poses, half);
    for (let first = 0; first < particles.length; first += piece) {
      const chosen = particles.slice(first, first + piece);
      const taken = await takeWithScales(maps.setup, poses, chosen);
      const length = taken.samples.length / chosen.length;
      for (const [i, particle] of chosen.entries()) {
        work.signal.throwIfAborted();
        const one = {
          particles: [particle],
          samples: taken.samples.subarray(i * length, (i + 1) * length),
          scales: taken.scales.subarray(i, i + 1),
        };
        const fit = fitOf(maps.search, one, maps.spectra[half], maps.rings);
        const sums = await sumPhases(fit, posesOf(poses, [particle]), { inverseNoise });
        offsets[particle] = fitDefocus({ sums, samples, accelKv: accelKv(particle) }, { reachA, spreadA });
      }
      done += chosen.length;
      work.onProgress?.(done / count);
    }
  }
  return offsets;
}
