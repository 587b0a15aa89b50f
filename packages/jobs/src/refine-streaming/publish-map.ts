import { join } from 'node:path';
import { fitParticleNeed, type MapOfParticles } from '@vitreous/algorithms';
import type { Dataset } from '@vitreous/formats';
import type { ParamsOf, RefinementHistory, RunContext } from '@vitreous/job-kit';
import { describePoses, drawIterations, drawParticleNeed, type MapFiles } from '@vitreous/stages';
import { keepPicture, saveVolumes } from '../save-volumes.js';
import { showDirections } from '../show-directions.js';
import type { refineStreaming } from './definition.js';
import { keepLastMap, type LastMap } from './last-map.js';
import type { UpdatedMap } from './update-map.js';

/** Writes a map, its particles and the history with it; answers what the next update goes on from. */
export async function publishMap(
  context: RunContext,
  params: ParamsOf<typeof refineStreaming>,
  table: Dataset,
  { found, particles }: UpdatedMap,
  before: { readonly history: RefinementHistory['history']; readonly searchedWith: number },
): Promise<LastMap> {
  const { maps, iterations, converged } = found;
  const { source } = particles;
  const { pixelSizeA } = source;
  const history = [
    ...before.history,
    {
      at: new Date().toISOString(),
      num_particles: source.count,
      resolution_A: maps.resolutionA,
      bfactor_A2: maps.guinier?.bFactorA2 ?? null,
    },
  ];
  const points = history.map(({ num_particles, resolution_A }): MapOfParticles => ({
    particles: num_particles,
    resolutionA: resolution_A,
  }));
  const need = fitParticleNeed(points, 2 * pixelSizeA);
  const next = need?.next ?? null;
  // Pictures of earlier maps stay in the log, those of an earlier beginning too.
  const suffix = `_${Date.now()}`;
  const { rotations } = found.particles;
  const directions_json = await showDirections(context, { rotations, symmetry: params.refine_symmetry, suffix });
  const told = ({ map_sharp, fsc_json }: MapFiles): RefinementHistory => ({
    history,
    fit:
      need === null
        ? null
        : {
            bfactor_A2: need.bFactorA2,
            intercept: need.intercept,
            next: next === null ? null : { resolution_A: next.resolutionA, num_particles: next.particles },
          },
    nyquist_A: 2 * pixelSizeA,
    map_sharp,
    fsc_json,
    directions_json,
  });
  const files = await saveVolumes(context, maps, source, {
    stats: (written) => ({
      num_particles: source.count,
      symmetry: params.refine_symmetry,
      num_iterations: iterations.length,
      converged,
      ...told(written),
    }),
    maskRefine: maps.sphere,
    suffix,
  });
  const posed = describePoses(table, found.particles, pixelSizeA);
  await context.saveOutput('particles', posed);
  const show = async (text: string, name: string, picture: string): Promise<void> => {
    await context.logPicture(text, await keepPicture(context, `${name}${suffix}.svg`, picture));
  };
  await show('Iterations', 'iterations', drawIterations(iterations));
  if (history.length > 1) await show(sentenceOfNeed(need), 'particle_need', drawParticleNeed(points, need));
  const { searchedWith } = before;
  await keepLastMap(context, {
    history,
    searched_with: searchedWith,
    map: files.map,
    particles: join(context.jobDir, `${context.jobDir}_particles.cs`),
  });
  return { table: posed, map: maps.map, history, searchedWith };
}

function sentenceOfNeed(need: ReturnType<typeof fitParticleNeed>): string {
  if (need === null) return 'Particles and resolution: no line yet';
  const line = `Particles and resolution: B-factor ${need.bFactorA2.toFixed(0)} Å²`;
  if (need.next === null) return `${line}; the pixels hold no finer detail`;
  return `${line}; ${need.next.resolutionA.toFixed(2)} Å would need ${need.next.particles} particles`;
}
