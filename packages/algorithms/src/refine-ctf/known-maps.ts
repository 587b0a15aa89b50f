import { UserError } from '@vitreous/errors';
import { innerRings, measureResiduals, transformVolume, type VolumeSpectrum } from '@vitreous/numerics';
import type { ParticleSource } from '../class2d/particle-source.js';
import { mostRings } from '../class2d/ring-layout.js';
import { correlateVolumes, crossingOf, filterVolume } from '../fsc/shells.js';
import { gather, type ParticlePoses } from '../reconstruct/insert-particles.js';
import { addResiduals, smoothNoise } from '../refine/align-particles.js';
import { fitOf, type PoseSearch, type Taken } from '../refine/pose-search.js';
import { searchOf, setUpRefinement, through, type RefineSetup } from '../refine/refine-setup.js';

/** Particles whose poses are known, each with the half it belongs to. */
export interface PosedParticles extends ParticlePoses {
  /** 0 or 1. */
  readonly halves: Uint8Array;
}

/** What particles are compared with: the map of their own half, and the noise. */
export interface KnownMaps {
  readonly setup: RefineSetup;
  readonly spectra: readonly [VolumeSpectrum, VolumeSpectrum];
  readonly search: PoseSearch;
  /** Rings that both halves agree on. */
  readonly rings: number;
}

export interface CtfWork {
  readonly threads: number;
  readonly signal: AbortSignal;
  onProgress?(share: number): void;
}

/** Particles of each half that the noise is measured on. */
const sampled = 250;

/**
 * Half maps (boxPx³ voxels, as divided) filtered by what they agree on and seen through a ball, and the noise of particles.
 *
 * @throws UserError when the maps do not fit the particles or do not agree.
 */
export async function takeHalfMaps(
  source: ParticleSource,
  poses: PosedParticles,
  halfMaps: readonly [Float32Array, Float32Array],
  { maskDiameterA, maxShiftA, cacheBytes }: { maskDiameterA: number; maxShiftA: number; cacheBytes: number },
  work: CtfWork,
): Promise<KnownMaps> {
  const { boxPx } = source;
  if (halfMaps.some((map) => map.length !== boxPx ** 3)) {
    throw new UserError(`Half maps of another box than the particles': expected ${boxPx} voxels a side.`);
  }
  const setup = setUpRefinement(source, { symmetry: 'C1', maskDiameterA, maxShiftA, cacheBytes }, work);
  const [a, b] = [through(halfMaps[0], setup.sphere), through(halfMaps[1], setup.sphere)];
  const fsc = await correlateVolumes(a, b, boxPx, work);
  const rings = Math.min(mostRings(boxPx), Math.floor(crossingOf(fsc, 0.143)));
  if (rings < 6) throw new UserError('The half maps agree on almost nothing: refine the particles first.');
  const spectrumOf = async (map: Float32Array): Promise<VolumeSpectrum> => {
    const filtered = await filterVolume(map, boxPx, (radius) => Math.max(0, fsc[Math.round(radius)] ?? 0), work);
    return transformVolume(through(filtered, setup.sphere), boxPx, mostRings(boxPx), work);
  };
  const spectra = [await spectrumOf(a), await spectrumOf(b)] as const;
  const residual = new Float64Array(setup.layout.orders.length);
  const flat = searchOf(setup, new Float64Array(residual.length).fill(1));
  let images = 0;
  for (const half of [0, 1] as const) {
    const own = particlesOf(poses, half);
    const chosen = own.filter((_, i) => i % Math.max(1, Math.floor(own.length / sampled)) === 0);
    const taken = await takeWithScales(setup, poses, chosen);
    const fit = fitOf(flat, taken, spectra[half], residual.length);
    addResiduals(residual, await measureResiduals(fit, posesOf(poses, chosen), work), chosen.length);
    images += chosen.length;
  }
  const noise = smoothNoise(residual, images * setup.rings.noiseShare);
  return { setup, spectra, search: searchOf(setup, noise), rings };
}

export function particlesOf({ halves }: PosedParticles, half: number): number[] {
  return Array.from(halves.keys()).filter((particle) => halves[particle] === half);
}

export async function takeWithScales(
  setup: RefineSetup,
  poses: PosedParticles,
  particles: readonly number[],
): Promise<Taken> {
  return { particles, samples: await setup.rings.take(particles), scales: gather(poses.scales, particles, 1) };
}

export function posesOf(
  poses: PosedParticles,
  particles: readonly number[],
): { rotations: Float32Array; shiftsPx: Float32Array } {
  return { rotations: gather(poses.rotations, particles, 9), shiftsPx: gather(poses.shiftsPx, particles, 2) };
}

/** The rings that are compared, and 1 / noise on each. */
export function comparedRings({ setup, search, rings }: KnownMaps): {
  layout: RefineSetup['layout'];
  inverseNoise: Float32Array;
} {
  return { layout: innerRings(setup.layout, rings), inverseNoise: search.inverseNoise.subarray(0, rings) };
}
