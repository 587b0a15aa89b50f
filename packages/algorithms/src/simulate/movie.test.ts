import { createMovieStack, reference } from '@vitreous/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createAssembly,
  createCamera,
  defaultMovieSettings,
  openMovieSimulation,
  shiftPx,
  toOpticalSpecimen,
  type MovieSettings,
  type OpticalSpecimen,
} from './index.js';

const settings: MovieSettings = {
  ...defaultMovieSettings,
  height: 220,
  width: 260,
  frames: 4,
  pixelSizeA: 1.5,
  exposureEPerA2: 4,
  particles: 4,
};

let specimen: OpticalSpecimen;
beforeAll(() => {
  specimen = toOpticalSpecimen(createAssembly({ symmetry: 'C1', massKda: 60, seed: 2 }));
});

async function frames(
  { height, width, frames }: MovieSettings,
  { threads = 1, seed = 5, perfect = false }: { threads?: number; seed?: number; perfect?: boolean } = {},
): Promise<Float32Array[]> {
  const camera = await createCamera(height, width, 3, { perfect, threads });
  const chosen = { ...settings, height, width, frames };
  const simulation = await openMovieSimulation(chosen, specimen, camera, seed, { threads });
  const counts = createMovieStack('u8', frames, height, width);
  try {
    for (let frame = 0; frame < frames; frame++) await simulation.expose(frame, counts, frame);
    return await Promise.all(Array.from({ length: frames }, (_, frame) => counts.handle.frame(frame)));
  } finally {
    await Promise.all([simulation.release(), counts.release()]);
  }
}

describe('a movie', () => {
  it('comes out the same for any number of threads, and another for another seed', async () => {
    const one = await frames(settings);
    expect(await frames(settings, { threads: 3 })).toEqual(one);
    expect(await frames(settings, { seed: 6 })).not.toEqual(one);
  });

  it('has the counts that the exposure says, and Poisson noise', async () => {
    const [first = new Float32Array()] = await frames(settings, { perfect: true });
    const mean = first.reduce((sum, count) => sum + count, 0) / first.length;
    const variance = first.reduce((sum, count) => sum + (count - mean) ** 2, 0) / first.length;
    const wanted = (settings.exposureEPerA2 / settings.frames) * settings.pixelSizeA ** 2;
    // Ice and particles, darker and brighter, change both by some percent.
    expect(Math.abs(mean / wanted - 1)).toBeLessThan(0.05);
    expect(variance / mean).toBeGreaterThan(0.97);
    expect(variance / mean).toBeLessThan(1.08);
  });

  it('shows in frame t at p + s(p, t) what frame 0 shows at p', async () => {
    // So little exposure that damage does not tell the frames apart, and no detail near Nyquist.
    const size = 512;
    const gentle = {
      ...settings,
      height: size,
      width: size,
      particles: 20,
      exposureEPerA2: 0.01,
      envelopeA2: 300,
      ice: { ...settings.ice, thicknessA: 0 },
      motion: { driftPx: 5, localRmsPx: 0.6, jitterPx: 0.3 },
    };
    const camera = await createCamera(size, size, 3, { perfect: true });
    const simulation = await openMovieSimulation(gentle, specimen, camera, 8);
    try {
      const still = await simulation.see(0);
      const moved = await simulation.see(3);
      const { motion } = simulation.truth;
      const mean = still.reduce((sum, value) => sum + value, 0) / still.length;
      const differences: number[] = [];
      const signals: number[] = [];
      for (let y = 20; y < size - 20; y += 5) {
        for (let x = 20; x < size - 20; x += 7) {
          const [dx, dy] = shiftPx(motion, x, y, 3);
          const there = reference.interpolate(moved, size, size, y + dy, x + dx);
          const here = still[y * size + x] ?? NaN;
          differences.push(there - here);
          signals.push(here - mean);
        }
      }
      const rms = (values: number[]): number => Math.hypot(...values) / Math.sqrt(values.length);
      // Interpolated twice: 0.004. A displacement wrong by 0.02 pixels would give 0.009.
      expect(rms(differences) / rms(signals)).toBeLessThan(0.006);
    } finally {
      await simulation.release();
    }
  });
});

it('refuses settings that make no sense with a sentence', async () => {
  const camera = await createCamera(64, 64, 1, { perfect: true });
  const open = (changed: Partial<MovieSettings>): Promise<unknown> =>
    openMovieSimulation({ ...settings, ...changed }, specimen, camera, 1);
  await expect(open({ height: 0 })).rejects.toThrow('Cannot simulate the size 260 x 0: expected 64 to 32768');
  await expect(open({ pixelSizeA: 1000 })).rejects.toThrow('a pixel size of 1000 Å: expected 0.1 to 20 Å');
  await expect(open({ pixelSizeA: NaN })).rejects.toThrow('a pixel size of NaN Å');
  await expect(open({ particles: 5000 })).rejects.toThrow('do not fit');
});
