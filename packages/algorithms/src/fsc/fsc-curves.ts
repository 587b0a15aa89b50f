import { createRandom, forwardReal, inverseReal } from '@vitreous/numerics';
import { correlateShells, crossingOf, visitHalfSpectrum } from './shells.js';

/** Correlations of two half maps on shells of radius 0 .. floor(n / 2), seen in different ways. */
export interface FscCurves {
  readonly unmasked: Float64Array;
  /** Through a soft sphere about the particle. */
  readonly sphere: Float64Array;
  /** Through a mask of the particle's shape. */
  readonly masked: Float64Array;
  /** Through the same mask, phases made random from `randomFrom` on: what the mask itself correlates. */
  readonly randomised: Float64Array;
  /** (masked - randomised) / (1 - randomised) beyond `randomFrom`. */
  readonly corrected: Float64Array;
  /** The shell from which phases were made random. */
  readonly randomFrom: number;
}

/** Shells beyond `randomFrom` that the correction begins after: the mask mixes neighbouring shells. */
const correctAfter = 2;

/**
 * All curves of two half maps of n³ voxels, corrected for what the mask brings in (Chen et al. 2013, Ultramicroscopy 135, 24).
 * Phases are made random from where the unmasked curve falls below 0.8.
 */
export async function compareHalves(
  halves: readonly [Float32Array, Float32Array],
  { n, sphere, mask, seed }: { n: number; sphere: Float32Array; mask: Float32Array; seed: number },
  { threads = 1 }: { threads?: number } = {},
): Promise<FscCurves> {
  const shape = [n, n, n];
  const transform = (volume: Float32Array, through?: Float32Array): Promise<Float32Array> =>
    forwardReal(through === undefined ? volume : volume.map((value, i) => value * (through[i] ?? 0)), shape, {
      threads,
    });
  const correlate = async (a: Float32Array, b: Float32Array, through?: Float32Array): Promise<Float64Array> =>
    correlateShells(await transform(a, through), await transform(b, through), n);
  const [a, b] = halves;
  const unmasked = await correlate(a, b);
  const randomFrom = Math.min(Math.max(2, Math.floor(crossingOf(unmasked, 0.8))), Math.floor(n / 2));
  const scrambled = await Promise.all(
    halves.map((volume, half) => scramblePhases(volume, { n, from: randomFrom, seed: 2 * seed + half }, { threads })),
  );
  const masked = await correlate(a, b, mask);
  const [first = a, second = b] = scrambled;
  const randomised = await correlate(first, second, mask);
  const corrected = masked.map((value, shell) => {
    if (shell < randomFrom + correctAfter) return value;
    const random = randomised[shell] ?? 0;
    return random >= 1 ? 0 : (value - random) / (1 - random);
  });
  return { unmasked, sphere: await correlate(a, b, sphere), masked, randomised, corrected, randomFrom };
}

/** A volume with the phases of all shells from `from` on drawn at random, amplitudes as they were. */
async function scramblePhases(
  volume: Float32Array,
  { n, from, seed }: { n: number; from: number; seed: number },
  { threads }: { threads: number },
): Promise<Float32Array> {
  const shape = [n, n, n];
  const random = createRandom(seed);
  // The transform of real noise has the phases that a real volume may have.
  const noise = await forwardReal(
    Float32Array.from({ length: n ** 3 }, () => random.normal()),
    shape,
    { threads },
  );
  const spectrum = await forwardReal(volume, shape, { threads });
  visitHalfSpectrum(n, (index, radius) => {
    if (radius < from) return;
    const [re, im] = [noise[2 * index] ?? 0, noise[2 * index + 1] ?? 0];
    const scale = Math.hypot(spectrum[2 * index] ?? 0, spectrum[2 * index + 1] ?? 0) / (Math.hypot(re, im) || 1);
    spectrum[2 * index] = scale * re;
    spectrum[2 * index + 1] = scale * im;
  });
  return inverseReal(spectrum, shape, { threads });
}
