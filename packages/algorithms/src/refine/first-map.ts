import { createRandom, innerRings, transformVolume } from '@vitreous/numerics';
import { powerOfSamples } from '../class2d/ring-arrays.js';
import { filterVolume, lowPass } from '../fsc/shells.js';
import { spreadDirections } from '../symmetry/directions.js';
import { findCandidates, improve, takeViews } from './pose-search.js';
import { searchOf, shiftGrid, through, viewStepRad, type RefineSetup } from './refine-setup.js';

/** A map that poses can be looked for with, and the noise of particles on each ring. */
export interface FirstMap {
  readonly map: Float32Array;
  readonly noise: Float64Array;
}

/**
 * A map filtered and masked, and, unless `asStrong`, brought to the strength of the particles; noise as if particles were all noise.
 */
export async function prepareFirstMap(
  setup: RefineSetup,
  initial: Float32Array,
  { resolutionA, seed, asStrong }: { resolutionA: number; seed: number; asStrong: boolean },
): Promise<FirstMap> {
  const { boxPx, count } = setup.source;
  const smooth = await filterVolume(initial, boxPx, lowPass(setup.widthA / resolutionA, 2), setup.work);
  const map = through(smooth, setup.mask);
  const random = createRandom(seed);
  const sample = Array.from({ length: count }, (_, i) => i).filter(() => random.uniform() < 200 / count);
  const samples = await setup.rings.take(sample);
  const power = powerOfSamples(samples, sample.length, setup.layout);
  const noise = power.map((value) => value / setup.rings.noiseShare);
  if (asStrong) return { map, noise };
  const rings = Math.max(4, Math.round(setup.widthA / resolutionA));
  const given = { particles: sample, samples, noise, rings };
  // Found twice: the first guess takes all power for noise.
  let strength = await guessStrength(setup, map, given);
  for (let round = 0; round < 2; round++) {
    const scaled = map.map((value) => strength * value);
    strength *= await strengthOf(setup, scaled, given);
  }
  return { map: map.map((value) => strength * value), noise };
}

interface Sample {
  readonly particles: readonly number[];
  readonly samples: Float32Array;
  readonly noise: Float64Array;
  readonly rings: number;
}

/** A strength so small that what the map itself would weigh does not count. */
async function guessStrength(setup: RefineSetup, map: Float32Array, given: Sample): Promise<number> {
  const { particles, samples, rings } = given;
  const views = await viewsOf(setup, map, given);
  const energy =
    views.references.reduce((sum, value) => sum + value * value, 0) / Math.max(1, views.rotations.length / 9);
  const power = powerOfSamples(samples, particles.length, innerRings(setup.layout, rings)).reduce((a, b) => a + b, 0);
  return 0.1 * Math.sqrt(power / Math.max(1e-30, energy));
}

/** By how much a map must be multiplied to fit particles best. */
async function strengthOf(setup: RefineSetup, map: Float32Array, given: Sample): Promise<number> {
  const { particles, samples, noise, rings } = given;
  const search = searchOf(setup, noise);
  const taken = { particles, samples, scales: new Float32Array(particles.length).fill(1) };
  const { spectrum, ...views } = await viewsOf(setup, map, given);
  const candidates = await findCandidates(search, taken, views, {
    centres: new Float32Array(2 * particles.length),
    offsets: shiftGrid(setup, rings, setup.maxShiftPx),
    keep: 1,
    apartRad: 0,
  });
  const found = await improve(search, taken, spectrum, candidates, { rings, steps: 3 });
  const sorted = found.scales.slice().sort();
  return Math.max(1e-6, sorted[Math.floor(sorted.length / 2)] ?? 1);
}

async function viewsOf(setup: RefineSetup, map: Float32Array, { noise, rings }: Sample) {
  const spectrum = await transformVolume(map, setup.source.boxPx, rings + 2, setup.work);
  const directions = spreadDirections(2 * viewStepRad(setup, rings), setup.group);
  return { spectrum, ...(await takeViews(spectrum, directions, searchOf(setup, noise), rings)) };
}
