import { resampleReal } from '@vitreous/numerics';
import type { ParticleSource } from '../class2d/particle-source.js';

/** The least even box whose rings reach `rings`. */
export function coarseBoxPx(rings: number, boxPx: number): number {
  return Math.min(boxPx, 2 * Math.ceil((rings + 3) * 1.1));
}

/** Particles on a coarser grid of `boxPx` pixels, as wide as before. */
export function coarsenSource(source: ParticleSource, boxPx: number, threads: number): ParticleSource {
  if (boxPx >= source.boxPx) return source;
  return {
    ...source,
    boxPx,
    pixelSizeA: (source.pixelSizeA * source.boxPx) / boxPx,
    aberration: (particle) => source.aberration(particle),
    name: (particle) => source.name(particle),
    read: async (particles) => {
      const images = await source.read(particles);
      const from = [source.boxPx, source.boxPx];
      return resampleReal(images, from, [boxPx, boxPx], { batch: particles.length, threads });
    },
  };
}

/** Shifts about the centre of a coarse box as shifts about that of the fine one. */
export function finerShifts(shiftsPx: Float32Array, coarsePx: number, finePx: number): Float32Array {
  const scale = finePx / coarsePx;
  return shiftsPx.map((shift) => (shift + Math.floor(coarsePx / 2)) * scale - Math.floor(finePx / 2));
}
