import { UserError } from '@vitreous/errors';
import { createSliceSums } from '@vitreous/numerics';
import { openParticlesOnRings, type ParticleSource } from '../class2d/particle-source.js';
import { layOutRings } from '../class2d/ring-layout.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import { finishMaps, type FinishedMaps } from './finish-maps.js';
import { insertParticles, type ParticlePoses } from './insert-particles.js';

export interface ReconstructSettings {
  /** Diameter of the ball that holds the particle. */
  readonly maskDiameterA: number;
  /** A point group: Cn, Dn, T, O or I. */
  readonly symmetry: string;
  /** Of the random phases that curves are corrected with. */
  readonly seed: number;
  /** What curves are seen through and the sharpened map is cut by, boxPx³ voxels from 0 to 1; usually made from the map. */
  readonly mask?: Float32Array | null;
}

/** Maps from particles whose poses are known: halves each from their own particles. */
export async function reconstruct(
  source: ParticleSource,
  poses: ParticlePoses & { readonly halves: Uint8Array },
  settings: ReconstructSettings,
  work: { threads: number; signal: AbortSignal; onProgress?: (done: number) => void },
): Promise<FinishedMaps> {
  const { boxPx, pixelSizeA } = source;
  const group = symmetryRotations(settings.symmetry);
  const radiusPx = maskRadiusPx(settings.maskDiameterA, source);
  const rings = Math.floor(boxPx / 2);
  // Rings are laid out for the window and the normalisation alone.
  const layout = layOutRings({ boxPx, rings: 1, referenceRadiusPx: radiusPx, shiftPx: 0 });
  const opened = openParticlesOnRings(source, layout, { maskRadiusPx: radiusPx, cacheBytes: 0, threads: work.threads });
  const inverseNoise = new Float32Array(rings + 1).fill(1 / boxPx ** 2);
  const sums = [createSliceSums(boxPx, rings), createSliceSums(boxPx, rings)] as const;
  try {
    for (const half of [0, 1] as const) {
      const particles = Array.from({ length: source.count }, (_, i) => i).filter((i) => poses.halves[i] === half);
      if (particles.length === 0) throw new UserError('One of the two halves of the particles is empty.');
      await insertParticles(
        sums[half],
        particles,
        { source, images: (chosen) => opened.images(chosen), poses, inverseNoise, group },
        work,
      );
      work.onProgress?.((half + 1) / 3);
    }
    return await finishMaps(sums, { pixelSizeA, radiusPx, seed: settings.seed, mask: settings.mask ?? null }, work);
  } finally {
    await Promise.all(sums.map((one) => one.release()));
  }
}

/** Soft edge and a margin stay inside the box. */
export function maskRadiusPx(
  maskDiameterA: number,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): number {
  if (!(maskDiameterA > 4 * pixelSizeA && maskDiameterA <= boxPx * pixelSizeA)) {
    throw new UserError(
      `A mask of ${maskDiameterA} Å makes no sense: expected more than four pixels and at most the box, ${(boxPx * pixelSizeA).toFixed(1)} Å.`,
    );
  }
  return Math.min(maskDiameterA / pixelSizeA / 2, Math.floor(boxPx / 2) - 7);
}
