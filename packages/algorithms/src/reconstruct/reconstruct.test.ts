import { beforeAll, describe, expect, it } from 'vitest';
import type { ParticleSource } from '../class2d/particle-source.js';
import { simulateSource, type SimulatedSource } from '../class2d/testing/simulated-source.js';
import { correlateVolumes, crossingOf } from '../fsc/shells.js';
import { renderMap } from '../simulate/particles.js';
import { reconstruct } from './reconstruct.js';

const signal = new AbortController().signal;
const settings = { maskDiameterA: 150, symmetry: 'C1', seed: 1 };

function posesOf({ views }: SimulatedSource): {
  rotations: Float32Array;
  shiftsPx: Float32Array;
  scales: Float32Array;
  halves: Uint8Array;
} {
  return {
    rotations: Float32Array.from(views.flatMap(({ rotation }) => rotation)),
    shiftsPx: Float32Array.from(views.flatMap(({ shiftPx }) => shiftPx)),
    scales: new Float32Array(views.length).fill(1),
    halves: Uint8Array.from(views, (_, i) => i % 2),
  };
}

/** What a map of all particles is worth on each shell, given the correlation of its halves (Rosenthal and Henderson 2003). */
function figureOfMerit(fsc: ArrayLike<number>): Float64Array {
  return Float64Array.from(fsc, (value) => Math.sqrt((2 * Math.max(0, value)) / (1 + Math.max(0, value))));
}

describe('particles whose poses are known', () => {
  let simulated: SimulatedSource;
  let truth: Float32Array;
  beforeAll(async () => {
    simulated = await simulateSource(
      { count: 400, boxPx: 36, pixelSizeA: 5, snr: 0.3 },
      { seed: 3, massKda: 300, symmetry: 'C1' },
    );
    truth = (await renderMap(simulated.settings, simulated.specimen)).data;
  }, 30_000);

  it('make the true map, the same for any number of threads, and say honestly how good it is', async () => {
    const poses = posesOf(simulated);
    const made = await reconstruct(simulated.source, poses, settings, { threads: 1, signal });
    const again = await reconstruct(simulated.source, poses, settings, { threads: 3, signal });
    expect(again.map).toEqual(made.map);
    expect(again.fsc).toEqual(made.fsc);
    const curve = await correlateVolumes(made.map, truth, 36);
    expect(crossingOf(curve, 0.5)).toBeGreaterThan(15);
    // What the halves promise of the map against the truth, and what is true.
    const promised = figureOfMerit(made.fsc.unmasked);
    // (Normalised particles have lost what the box's mean holds: the lowest shells differ from the truth by more than noise.)
    for (let shell = 6; shell <= 16; shell++) {
      expect(promised[shell]).toBeLessThan((curve[shell] ?? NaN) + 0.05);
    }
    expect(made.resolutionA).toBeLessThan(11.5);
  });

  it('betray themselves when halves are not apart', async () => {
    // Every particle twice, once in each half.
    const { source } = simulated;
    const poses = posesOf(simulated);
    const twice = (values: Float32Array, width: number): Float32Array =>
      Float32Array.from(
        { length: 100 * width },
        (_, i) => values[Math.floor(i / width / 2) * width + (i % width)] ?? NaN,
      );
    const doubled: ParticleSource = {
      ...source,
      count: 100,
      aberration: (particle) => source.aberration(particle >> 1),
      read: async (particles) => {
        const images = await Promise.all(particles.map((particle) => source.read([particle >> 1])));
        return Float32Array.from(images.flatMap((image) => Array.from(image)));
      },
    };
    const made = await reconstruct(
      doubled,
      {
        rotations: twice(poses.rotations, 9),
        shiftsPx: twice(poses.shiftsPx, 2),
        scales: twice(poses.scales, 1),
        halves: Uint8Array.from({ length: 100 }, (_, i) => i % 2),
      },
      settings,
      { threads: 2, signal },
    );
    const curve = await correlateVolumes(made.map, truth, 36);
    const promised = figureOfMerit(made.fsc.unmasked);
    expect(promised[16]).toBeGreaterThan(0.95);
    expect(promised[16]).toBeGreaterThan((curve[16] ?? NaN) + 0.15);
  });

  it('are refused where a half is empty', async () => {
    const poses = { ...posesOf(simulated), halves: new Uint8Array(400) };
    await expect(reconstruct(simulated.source, poses, settings, { threads: 1, signal })).rejects.toThrow('halves');
  });
});

it.each(['C3', 'D3', 'D7', 'T', 'O', 'I'])('particles of symmetry %s fill a map from few views', async (symmetry) => {
  const simulated = await simulateSource(
    { count: 24, boxPx: 28, pixelSizeA: 7, snr: 1 },
    { seed: 5, massKda: 400, symmetry },
  );
  const truth = (await renderMap(simulated.settings, simulated.specimen)).data;
  const made = await reconstruct(
    simulated.source,
    posesOf(simulated),
    { ...settings, maskDiameterA: 160, symmetry },
    { threads: 2, signal },
  );
  const curve = await correlateVolumes(made.map, truth, 28);
  expect(crossingOf(curve, 0.5)).toBeGreaterThan(9);
});
