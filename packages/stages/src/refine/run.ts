import { join } from 'node:path';
import { refine, usualMaxShiftA, type RefineProgress } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { readMrcVolume, starOfDataset, writeDataset, writeStar, writeTogether } from '@vitreous/formats';
import type { ParticleInput } from '../particle-input.js';
import { readParticles } from '../read-particles.js';
import type { StageContext } from '../context.js';
import { describePoses } from '../describe-poses.js';
import { readHalves } from '../read-poses.js';
import { writeMaps, type MapFiles } from '../write-maps.js';

export interface RefineParams {
  /** Point group: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  /** The first map is filtered to this resolution, Å. */
  readonly initial_res_A: number;
  /** Greatest distance of a particle from the centre of its box; null for a sixteenth of the box. */
  readonly max_shift_A: number | null;
  readonly max_iterations: number;
  /** Whether each particle's signal has a strength of its own. */
  readonly per_particle_scale: boolean;
  readonly seed: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

export interface RefineResult extends MapFiles {
  readonly particles_star: string;
  readonly particles_cs: string;
  readonly num_particles: number;
  readonly box_size_pix: number;
  readonly psize_A: number;
  /** Where the corrected correlation of the halves falls below 0.143. */
  readonly resolution_A: number;
  readonly bfactor_A2: number | null;
  readonly converged: boolean;
  readonly iterations: readonly { readonly resolution_A: number; readonly angle_change_deg: number }[];
}

/**
 * Refines the poses of the particles of a `.star` or `.cs` file against a map (MRC, of the particles' box and pixel size) and
 * writes particles, maps and curves.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runRefine(
  input: ParticleInput,
  mapPath: string,
  params: RefineParams,
  context: StageContext,
): Promise<RefineResult> {
  const { threads, signal, outDir } = context;
  context.progress(0, 'reading particles');
  const { source, dataset } = await readParticles(input, { threads });
  const { boxPx, pixelSizeA } = source;
  const initial = await readMap(mapPath, boxPx);
  const found = await refine(
    source,
    initial,
    readHalves(dataset),
    {
      maskDiameterA: params.mask_diameter_A,
      symmetry: params.symmetry,
      initialResolutionA: params.initial_res_A,
      maxShiftA: params.max_shift_A ?? usualMaxShiftA(boxPx, pixelSizeA),
      maxIterations: params.max_iterations,
      maxResolutionA: 0,
      joinHalvesA: 40,
      perParticleScale: params.per_particle_scale,
      seed: params.seed,
      cacheBytes: params.cache_MB * 2 ** 20,
    },
    {
      threads,
      signal,
      onIteration: (progress: RefineProgress) => {
        context.progress(Math.min(0.95, progress.iteration / 8), describe(progress));
      },
      onProgress: (iteration, share) => {
        context.progress(Math.min(0.95, (iteration - 1 + share) / 8), `iteration ${iteration}: looking for poses`);
      },
    },
  );
  const files = await writeTogether(async () => {
    const maps = await writeMaps(found.maps, { boxPx, pixelSizeA }, { outDir, threads });
    const particles = describePoses(dataset, found.particles, pixelSizeA);
    const [star, cs] = [join(outDir, 'particles.star'), join(outDir, 'particles.cs')];
    await writeDataset(cs, particles);
    await writeStar(star, starOfDataset(particles).blocks);
    return { ...maps, particles_star: star, particles_cs: cs };
  });
  return {
    ...files,
    num_particles: source.count,
    box_size_pix: boxPx,
    psize_A: pixelSizeA,
    resolution_A: found.maps.resolutionA,
    bfactor_A2: found.maps.guinier?.bFactorA2 ?? null,
    converged: found.converged,
    iterations: found.iterations.map((one) => ({
      resolution_A: one.resolutionA,
      angle_change_deg: one.angleChangeDeg,
    })),
  };
}

/** A map of the particles' box. @throws UserError when its size differs. */
async function readMap(path: string, boxPx: number): Promise<Float32Array> {
  const { depth, height, width, data } = await readMrcVolume(path);
  if (depth !== boxPx || height !== boxPx || width !== boxPx) {
    throw new UserError(
      `${path} has ${width} x ${height} x ${depth} voxels: expected the particles' box, ${boxPx} a side. Scale or crop it first.`,
    );
  }
  return data;
}

function describe({ iteration, resolutionA, angleChangeDeg }: RefineProgress): string {
  return `iteration ${iteration}: ${resolutionA.toFixed(2)} Å, angles changed by ${angleChangeDeg.toFixed(2)}°`;
}
