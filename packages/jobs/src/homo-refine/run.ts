import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import type { Dataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { describePoses, refineParticles, removeRefineCheckpoint, type CtfSearch } from '@vitreous/stages';
import { aberrationSearchOf } from '../ctf-refine-params.js';
import { logDefocusChanges, logGroups } from '../log-ctf.js';
import { onlyCtf } from '../refine-connected-ctf.js';
import { openConnectedParticles } from '../particle-stacks.js';
import { onlyIds, withoutHalves } from '../particle-rows.js';
import { readVolume } from '../read-volume.js';
import { saveVolumes } from '../save-volumes.js';
import { showDirections } from '../show-directions.js';
import { stageContextOf } from '../stage-context.js';
import type { homoRefine } from './definition.js';
import { createIterationLog } from './iteration-log.js';
import { turnOntoAxes } from './turn-onto-axes.js';

/** Refines particles against a map; a run that was killed goes on from its last copy of the state when it is queued again. */
export async function run(params: ParamsOf<typeof homoRefine>, context: RunContext): Promise<void> {
  const input = await context.readInput('particles');
  const table = params.refine_gs_resplit ? withoutHalves(input) : input;
  const reopen = (changed: Dataset) => openConnectedParticles(changed, context, { ignoreCtf: !params.refine_do_ctf });
  const particles = await reopen(table);
  const search = ctfSearchOf(params);
  const { source } = particles;
  const { boxPx, pixelSizeA, count } = source;
  const given = await readVolume(context, 'volume', 'map', source);
  if (given === null) throw new UserError('The input volume holds no map.');
  const diameterA = params.refine_window_inner_A ?? 0.85 * boxPx * pixelSizeA;
  const onAxes = params.refine_symmetry_do_align
    ? await turnOntoAxes(given, params.refine_symmetry, diameterA / pixelSizeA / 2, context)
    : (map: Float32Array) => map;
  const initial = await onAxes(given);
  const givenMask = await readVolume(context, 'mask', 'mask', source);
  const mask = givenMask === null ? null : (await onAxes(givenMask)).map((value) => Math.min(1, Math.max(0, value)));
  await context.log(`${count} particles in boxes of ${boxPx} pixels, ${pixelSizeA.toFixed(3)} Å.`);
  const log = createIterationLog(context, { boxPx, pixelSizeA });
  const { found, resumedAt, dataset } = await refineParticles(
    particles,
    initial,
    {
      symmetry: params.refine_symmetry,
      mask_diameter_A: diameterA,
      initial_res_A: params.refine_res_init,
      max_shift_A: params.refine_max_shift_A,
      max_iterations: params.refine_num_max_iterations,
      per_particle_scale: params.refine_scale_min,
      seed: params.random_seed,
      cache_MB: params.cache_MB,
    },
    stageContextOf(context),
    {
      mask,
      onIteration: log.onIteration,
      ctf: search && {
        search,
        reopen,
        onFound: async ({ groups, defocusChangesA }) => {
          await logGroups(groups, 3, context);
          await logDefocusChanges(defocusChangesA, context);
        },
      },
    },
  );
  if (resumedAt > 0) await context.log(`Went on from iteration ${resumedAt} of an interrupted run.`);
  const { maps, iterations, converged } = found;
  const seen = { rotations: found.particles.rotations, symmetry: params.refine_symmetry };
  const directions_json = await showDirections(context, seen);
  await saveVolumes(context, maps, source, {
    stats: () => ({
      num_particles: count,
      symmetry: params.refine_symmetry,
      num_iterations: iterations.length,
      converged,
      directions_json,
    }),
    maskRefine: mask ?? maps.sphere,
  });
  const own = search === null ? onlyIds(input) : onlyCtf(dataset);
  await context.saveOutput('particles', describePoses(own, found.particles, pixelSizeA));
  await log.end(iterations);
  await removeRefineCheckpoint(join(context.projectDir, context.jobDir));
  const ended = converged ? 'Converged' : 'Ended without convergence';
  await context.log(
    `${ended} after ${iterations.length} iterations: ${maps.resolutionA.toFixed(2)} Å (FSC 0.143, corrected for the mask).`,
  );
}

/** What of the contrast transfer is looked for; null for nothing. */
function ctfSearchOf(params: ParamsOf<typeof homoRefine>): CtfSearch | null {
  const aberrations = params.refine_ctf_global_refine ? aberrationSearchOf(params) : null;
  const defocus = params.refine_defocus_refine
    ? { range_A: params.crl_df_range, min_res_A: params.crl_min_res_A, max_res_A: null }
    : null;
  if (aberrations === null && defocus === null) return null;
  if (params.refine_do_ctf) return { aberrations, defocus };
  throw new UserError('The CTF is refined where it is corrected for: switch refine_do_ctf on, or its refinement off.');
}
