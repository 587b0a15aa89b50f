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
  /** Rings that are compared: the first, from 0, and one beyond the last, to which both halves agree. */
  readonly firstRing: number;
  readonly rings: number;
}

export interface CtfWork {
  readonly threads: number;
  readonly signal: AbortSignal;
  onProgress?(share: number): void;
}

/** How particles are compared with maps. */
export interface KnownMapSettings {
  /** Diameter of the ball that holds the particle, Å. */
  readonly maskDiameterA: number;
  /** What maps are seen through in place of that ball: boxPx³ voxels, 0 to 1. */
  readonly mask: Float32Array | null;
  readonly maxShiftA: number;
  readonly cacheBytes: number;
  /** Nothing coarser and nothing finer is compared, Å; Infinity and 0 for all that the halves agree on. */
  readonly coarsestA: number;
  readonly finestA: number;
}

/** Rings that say something, at the least. */
const leastRings = 6;
/** Particles of each half that the noise is measured on. */
const sampled = 250;

/**
 * Half maps (boxPx³ voxels, as divided) filtered by what they agree on and seen through a mask or a ball, and the noise of
 * particles.
 *
 * @throws UserError when the maps do not fit the particles or do not agree.
 */
export async function takeHalfMaps(
  source: ParticleSource,
  poses: PosedParticles,
  halfMaps: readonly [Float32Array, Float32Array],
  settings: KnownMapSettings,
  work: CtfWork,
): Promise<KnownMaps> {
  const { boxPx } = source;
  if (halfMaps.some((map) => map.length !== boxPx ** 3)) {
    throw new UserError(`Half maps of another box than the particles': expected ${boxPx} voxels a side.`);
  }
  const setup = setUpRefinement(source, { ...settings, symmetry: 'C1' }, work);
  const [a, b] = [through(halfMaps[0], setup.mask), through(halfMaps[1], setup.mask)];
  const fsc = await correlateVolumes(a, b, boxPx, work);
  const agreed = Math.min(mostRings(boxPx), Math.floor(crossingOf(fsc, 0.143)));
  if (agreed < leastRings) throw new UserError('The half maps agree on almost nothing: refine the particles first.');
  const rings = Math.min(agreed, Math.floor(setup.widthA / settings.finestA));
  const firstRing = Math.max(0, Math.ceil(setup.widthA / settings.coarsestA) - 1);
  if (rings - firstRing < leastRings) {
    const [from, to] = [settings.coarsestA, setup.widthA / rings].map((value) => value.toFixed(1));
    throw new UserError(
      `From ${from} to ${to} Å there is too little to compare with maps of ${(setup.widthA / agreed).toFixed(1)} Å: begin at a coarser resolution.`,
    );
  }
  const spectrumOf = async (map: Float32Array): Promise<VolumeSpectrum> => {
    const filtered = await filterVolume(map, boxPx, (radius) => Math.max(0, fsc[Math.round(radius)] ?? 0), work);
    return transformVolume(through(filtered, setup.mask), boxPx, mostRings(boxPx), work);
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
  return { setup, spectra, search: searchOf(setup, noise), firstRing, rings };
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

/** The inner rings, and 1 / noise on each; 0 on those that are not compared. */
export function comparedRings({ setup, search, firstRing, rings }: KnownMaps): {
  layout: RefineSetup['layout'];
  inverseNoise: Float32Array;
} {
  return {
    layout: innerRings(setup.layout, rings),
    inverseNoise: search.inverseNoise.slice(0, rings).fill(0, 0, firstRing),
  };
}
