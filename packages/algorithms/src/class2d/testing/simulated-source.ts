import { createRandom, drawNormals } from '@vitreous/numerics';
import { aberrationOf } from '../../ctf/ctf-model.js';
import { createAssembly } from '../../simulate/assembly.js';
import {
  defaultParticleSettings,
  drawViews,
  meanVariance,
  renderParticles,
  type ParticleSettings,
  type SimulatedView,
} from '../../simulate/particles.js';
import { toOpticalSpecimen, type OpticalSpecimen } from '../../simulate/specimen-optics.js';
import type { ParticleSource } from '../particle-source.js';

export interface SimulatedSource {
  readonly source: ParticleSource;
  readonly images: Float32Array;
  readonly views: readonly SimulatedView[];
  readonly settings: ParticleSettings;
  readonly specimen: OpticalSpecimen;
  readonly symmetry: string;
}

/**
 * Particles of a small barrel in memory, with their truth; `choose` may change the views drawn, and signals are
 * `strengths` times as strong.
 */
export async function simulateSource(
  settings: Partial<ParticleSettings>,
  { seed, massKda = 700, symmetry = 'D7' }: { seed: number; massKda?: number; symmetry?: string },
  choose: (view: SimulatedView) => SimulatedView = (view) => view,
  strengths?: Float32Array,
): Promise<SimulatedSource> {
  const all = { ...defaultParticleSettings, ...settings };
  const specimen = toOpticalSpecimen(createAssembly({ symmetry, massKda, seed }));
  const views = drawViews(all, createRandom(seed)).map(choose);
  const images = await renderParticles(all, specimen, views);
  const area = all.boxPx ** 2;
  const scale = Math.sqrt(all.snr / meanVariance(images, area));
  const noise = await drawNormals(images.length, { seed, stream: 1 });
  noise.forEach((value, i) => {
    images[i] = scale * (strengths?.[Math.floor(i / area)] ?? 1) * (images[i] ?? 0) + value;
  });
  const source = sourceOfImages(images, views, all);
  return { source, images, views, settings: all, specimen, symmetry };
}

/** Images in memory as a source of particles. */
export function sourceOfImages(
  images: Float32Array,
  views: readonly SimulatedView[],
  { boxPx, pixelSizeA }: ParticleSettings,
): ParticleSource {
  const area = boxPx ** 2;
  return {
    count: views.length,
    boxPx,
    pixelSizeA,
    aberration: (particle) => {
      const ctf = views[particle]?.ctf;
      if (ctf === undefined) throw new RangeError(`there is no particle ${particle}`);
      return aberrationOf(ctf);
    },
    name: (particle) => `Particle ${particle + 1}`,
    read: (particles) => {
      const taken = new Float32Array(particles.length * area);
      particles.forEach((particle, i) => {
        taken.set(images.subarray(particle * area, (particle + 1) * area), i * area);
      });
      return Promise.resolve(taken);
    },
  };
}
