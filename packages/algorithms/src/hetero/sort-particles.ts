import { measureResiduals, transformVolume, type FittedPoses, type VolumeSpectrum } from '@vitreous/numerics';
import { mostRings } from '../class2d/ring-layout.js';
import { gather } from '../reconstruct/insert-particles.js';
import { addResiduals, smoothNoise } from '../refine/align-particles.js';
import { findPoses, ringsOfSearch } from '../refine/find-poses.js';
import { fitOf, takeViews, type Taken, type Views } from '../refine/pose-search.js';
import { searchOf, viewStepRad, type RefineSetup } from '../refine/refine-setup.js';
import { createRandom } from '@vitreous/numerics';
import { randomRotation } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import { bestClasses, classShares, type HeteroState, type SortedParticles } from './hetero-state.js';

/** Particles compared in one call: bounds memory, and how long an abort waits. */
const piece = 512;

/** Compares all particles with all maps; answers the part of them whose most likely class is a new one. */
export async function sortParticles(
  setup: RefineSetup,
  state: HeteroState,
  given: { global: boolean; seed: number; onProgress?: (share: number) => void },
): Promise<number> {
  const { boxPx, count } = setup.source;
  const { threads, signal } = setup.work;
  const { particles: known, maps } = state;
  const iteration = state.iterations.length;
  const fitRings = Math.max(4, Math.min(mostRings(boxPx), Math.ceil(state.reached)));
  const searchRings = ringsOfSearch(setup, fitRings);
  const search = searchOf(setup, state.noise);
  const turn = randomRotation(createRandom((given.seed * 1_000_003 + iteration) | 0));
  const directions = spreadDirections(viewStepRad(setup, searchRings), setup.group, turn);
  const spectra: VolumeSpectrum[] = [];
  const views: (Views | null)[] = [];
  for (const map of maps) {
    const spectrum = await transformVolume(map, boxPx, mostRings(boxPx), { threads });
    spectra.push(spectrum);
    views.push(given.global ? await takeViews(spectrum, directions, search, searchRings) : null);
  }
  const shares = classShares(known);
  const before = bestClasses(known);
  const residual = new Float64Array(setup.layout.orders.length);
  for (let first = 0; first < count; first += piece) {
    const particles = Array.from({ length: Math.min(piece, count - first) }, (_, i) => first + i);
    const taken: Taken = {
      particles,
      samples: await setup.rings.take(particles),
      scales: new Float32Array(particles.length).fill(1),
    };
    for (const [k, spectrum] of spectra.entries()) {
      signal.throwIfAborted();
      const target = { search, spectrum, views: views[k] ?? null, searchRings, fitRings };
      const last = iteration === 0 ? null : posesAgainst(known, particles, k);
      keepPoses(known, particles, k, await findPoses(setup, target, taken, last));
    }
    for (const particle of particles) weigh(known, particle, shares);
    // Noise is what is left without the most likely map.
    for (const [k, spectrum] of spectra.entries()) {
      const own = particles.filter((particle) => isBest(known, particle, k));
      if (own.length === 0) continue;
      const rows = own.map((particle) => particle - first);
      const samples = gather(taken.samples, rows, taken.samples.length / particles.length);
      const fit = fitOf(
        search,
        { particles: own, samples, scales: taken.scales.subarray(0, own.length) },
        spectrum,
        residual.length,
      );
      addResiduals(residual, await measureResiduals(fit, posesAgainst(known, own, k), { threads }), own.length);
    }
    given.onProgress?.((first + particles.length) / count);
  }
  state.noise = smoothNoise(residual, count * setup.rings.noiseShare);
  const after = bestClasses(known);
  return after.filter((one, particle) => one !== before[particle]).length / count;
}

/** The poses of particles against one map. */
export function posesAgainst(
  { classes, rotations, shiftsPx }: SortedParticles,
  particles: readonly number[],
  k: number,
): { rotations: Float32Array; shiftsPx: Float32Array } {
  const cells = particles.map((particle) => particle * classes + k);
  return { rotations: gather(rotations, cells, 9), shiftsPx: gather(shiftsPx, cells, 2) };
}

function keepPoses(known: SortedParticles, particles: readonly number[], k: number, found: FittedPoses): void {
  particles.forEach((particle, i) => {
    const cell = particle * known.classes + k;
    known.rotations.set(found.rotations.subarray(9 * i, 9 * i + 9), 9 * cell);
    known.shiftsPx.set(found.shiftsPx.subarray(2 * i, 2 * i + 2), 2 * cell);
    known.scores[cell] = found.scores[i] ?? 0;
  });
}

/** Bayes: likelihoods times the shares of the classes, in sum 1. */
function weigh({ classes, scores, posteriors }: SortedParticles, particle: number, shares: readonly number[]): void {
  const at = particle * classes;
  const logs = shares.map((share, k) => (scores[at + k] ?? 0) + Math.log(Math.max(1e-6, share)));
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, k) => (posteriors[at + k] = weight / total));
}

function isBest({ classes, posteriors }: SortedParticles, particle: number, k: number): boolean {
  const own = posteriors.subarray(particle * classes, (particle + 1) * classes);
  return own.indexOf(Math.max(...own)) === k;
}
