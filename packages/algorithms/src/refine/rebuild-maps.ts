import { createSliceSums, type SliceSums } from '@vitreous/numerics';
import { correlateVolumes, crossingOf } from '../fsc/shells.js';
import { insertParticles, type ParticlePoses } from '../reconstruct/insert-particles.js';
import { divideSums, regulariseSums, signalToNoise } from '../reconstruct/solve-map.js';
import { joinLowShells } from './join-halves.js';
import { through, type RefineSetup } from './refine-setup.js';
import type { Half } from './refine-state.js';

/** Sums of both halves. */
export type HalfSums = readonly [SliceSums, SliceSums];

/** Sums of each half's particles at their poses, up to shell `shells`. Release them in a `finally`. */
export async function sumHalves(
  setup: RefineSetup,
  { particles: poses, halves }: { readonly particles: ParticlePoses; readonly halves: readonly [Half, Half] },
  shells: number,
): Promise<HalfSums> {
  const { boxPx } = setup.source;
  const sums: HalfSums = [createSliceSums(boxPx, shells), createSliceSums(boxPx, shells)];
  try {
    for (const which of [0, 1] as const) {
      const { particles, noise } = halves[which];
      const images = (chosen: readonly number[]): Promise<Float32Array> => setup.rings.images(chosen);
      const inverseNoise = inverseNoiseAt(noise, shells);
      await insertParticles(
        sums[which],
        particles,
        { source: setup.source, images, poses, inverseNoise, group: setup.group },
        setup.work,
      );
    }
    return sums;
  } catch (error) {
    await releaseSums(sums);
    throw error;
  }
}

export async function releaseSums(sums: readonly SliceSums[] | null): Promise<void> {
  await Promise.all((sums ?? []).map((one) => one.release()));
}

/** 1 / power of the noise at radii 0 .. `shells`, from that on rings 1, 2, … */
export function inverseNoiseAt(noise: Float64Array, shells: number): Float32Array {
  const last = noise.length - 1;
  return Float32Array.from(
    { length: shells + 1 },
    (_, radius) => 1 / (noise[Math.min(last, Math.max(0, radius - 1))] ?? 1),
  );
}

/** The maps that poses are looked for with next; answers the shell at which the halves agree to 0.143. */
export async function rebuildMaps(
  setup: RefineSetup,
  halves: readonly Half[],
  sums: HalfSums,
  joinHalvesA: number,
): Promise<number> {
  const { boxPx } = setup.source;
  const { work } = setup;
  const divided = [
    through(await divideSums(sums[0], work), setup.sphere),
    through(await divideSums(sums[1], work), setup.sphere),
  ] as const;
  const fsc = await correlateVolumes(divided[0], divided[1], boxPx, work);
  const ratios = signalToNoise(fsc, 1);
  const maps = [await regulariseSums(sums[0], ratios, work), await regulariseSums(sums[1], ratios, work)];
  const joined = await joinLowShells(maps, boxPx, setup.widthA / joinHalvesA, work);
  halves.forEach((half, index) => {
    half.map = through(joined[index] ?? half.map, setup.mask);
  });
  // Masks carry some of the last shell into those beyond, where maps are empty.
  return Math.max(2, Math.min(sums[0].rings, crossingOf(fsc, 0.143)));
}
