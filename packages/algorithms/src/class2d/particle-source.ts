import { DataError } from '@vitreous/errors';
import { imagesToRings, samplesOf, type Aberration, type RingLayout } from '@vitreous/numerics';
import { softDisc } from './soft-disc.js';

/** Particles that need not be in memory together. */
export interface ParticleSource {
  readonly count: number;
  readonly boxPx: number;
  readonly pixelSizeA: number;
  aberration(particle: number): Aberration;
  /** What a message calls a particle. */
  name(particle: number): string;
  /** The images of the given particles, which rise, bright where there is protein: (particles, box, box). */
  read(particles: readonly number[]): Promise<Float32Array>;
}

/** Width of the soft edge of the disc that particles are seen through, and room left beyond it, pixels. */
const edgePx = 4;

/** Particles as samples on rings: read, normalised and transformed when asked for, and kept while there is room. */
export interface ParticlesOnRings {
  /** Mean square of the window that particles are seen through: the share of their noise that is left. */
  readonly noiseShare: number;
  /** The images of the given particles, mean 0 and deviation 1 outside the mask, not seen through the window. */
  images(particles: readonly number[]): Promise<Float32Array>;
  /** Complex pairs (particles, samples). */
  take(particles: readonly number[]): Promise<Float32Array>;
}

export function openParticlesOnRings(
  source: ParticleSource,
  layout: RingLayout,
  { maskRadiusPx, cacheBytes, threads }: { maskRadiusPx: number; cacheBytes: number; threads: number },
): ParticlesOnRings {
  const { boxPx } = source;
  const window = softDisc(boxPx, Math.floor(boxPx / 2) - edgePx - 1, edgePx);
  const background = backgroundPixels(boxPx, maskRadiusPx);
  const length = 2 * samplesOf(layout);
  const kept: (Float32Array | undefined)[] = [];
  let room = cacheBytes;
  const read = async (particles: readonly number[]): Promise<Float32Array> => {
    const images = await source.read(particles);
    particles.forEach((particle, i) => {
      normalise(images.subarray(i * boxPx * boxPx, (i + 1) * boxPx * boxPx), background, source.name(particle));
    });
    return images;
  };
  const load = async (particles: readonly number[]): Promise<Float32Array> => {
    if (particles.length === 0) return new Float32Array(0);
    return imagesToRings(await read(particles), particles.length, window, layout, { threads });
  };
  return {
    noiseShare: window.reduce((sum, value) => sum + value * value, 0) / window.length,
    images: read,
    async take(particles) {
      const missing = particles.filter((particle) => kept[particle] === undefined);
      const loaded = await load(missing);
      if (missing.length === particles.length && room < loaded.byteLength) return loaded;
      const fresh = new Map(missing.map((particle, i) => [particle, loaded.subarray(i * length, (i + 1) * length)]));
      const taken = new Float32Array(particles.length * length);
      particles.forEach((particle, i) => {
        const samples = kept[particle] ?? fresh.get(particle);
        if (samples !== undefined) taken.set(samples, i * length);
      });
      for (const [particle, samples] of fresh) {
        if (room < samples.byteLength) break;
        kept[particle] = samples.slice();
        room -= samples.byteLength;
      }
      return taken;
    },
  };
}

/** Pixels outside the mask, or all where it leaves almost none. */
function backgroundPixels(boxPx: number, maskRadiusPx: number): Uint32Array {
  const centre = Math.floor(boxPx / 2);
  const all = Uint32Array.from({ length: boxPx * boxPx }, (_, i) => i);
  const outside = all.filter((i) => Math.hypot((i % boxPx) - centre, Math.floor(i / boxPx) - centre) > maskRadiusPx);
  return outside.length > 0.05 * all.length ? outside : all;
}

/** Mean 0 and deviation 1 in the background. */
function normalise(image: Float32Array, background: Uint32Array, name: string): void {
  let [sum, squares] = [0, 0];
  for (const pixel of background) {
    const value = image[pixel] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / background.length;
  const deviation = Math.sqrt(Math.max(0, squares / background.length - mean * mean));
  if (!(deviation > 0 && Number.isFinite(deviation))) {
    const what = deviation === 0 ? 'is blank' : 'holds values that are no finite numbers';
    throw new DataError(`${name} ${what}: leave it out of the particles.`);
  }
  for (let i = 0; i < image.length; i++) image[i] = ((image[i] ?? 0) - mean) / deviation;
}
