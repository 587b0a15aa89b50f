import { join } from 'node:path';
import type { Refinement } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import type { Dataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import {
  refineParticles,
  removeRefineCheckpoint,
  type OpenParticles,
  type RefineParams,
  type StageContext,
} from '@vitreous/stages';
import { openConnectedParticles } from '../particle-stacks.js';
import { readVolume } from '../read-volume.js';
import { stageContextOf } from '../stage-context.js';
import type { refineStreaming } from './definition.js';
import type { LastMap } from './last-map.js';
import { joinPoses, rowsById, takeUnknown } from './starting-poses.js';

type Params = ParamsOf<typeof refineStreaming>;

export interface UpdatedMap {
  readonly found: Refinement;
  readonly particles: OpenParticles;
}

/** A map of all particles of a table: poses found anew for all, or for those that the last map does not have. */
export async function updateMap(
  due: 'search' | 'add',
  table: Dataset,
  last: LastMap | null,
  {
    params,
    context,
    signal,
    onIteration,
  }: {
    params: Params;
    context: RunContext;
    signal: AbortSignal;
    onIteration: () => Promise<void>;
  },
): Promise<UpdatedMap> {
  const stage: StageContext = { ...stageContextOf(context), signal };
  const particles = await openConnectedParticles(table, context, { ignoreCtf: false });
  const { boxPx, pixelSizeA } = particles.source;
  const settings: RefineParams = {
    symmetry: params.refine_symmetry,
    mask_diameter_A: params.refine_window_inner_A ?? 0.85 * boxPx * pixelSizeA,
    initial_res_A: params.refine_res_init,
    max_shift_A: params.refine_max_shift_A,
    max_iterations: params.refine_num_max_iterations,
    per_particle_scale: false,
    seed: params.random_seed,
    cache_MB: params.cache_MB,
  };
  // Boxes change where a session's parameters do.
  const goesOn = last !== null && last.map.length === boxPx ** 3;
  const initial = goesOn ? last.map : await readVolume(context, 'volume', 'map', particles.source);
  if (initial === null) throw new UserError('The input volume holds no map.');
  let start = {};
  if (goesOn && due === 'add') {
    const known = { table: last.table, rows: rowsById(last.table) };
    const unknown = takeUnknown(table, known.rows);
    const searched =
      unknown.length === 0
        ? null
        : await refineParticles(
            await openConnectedParticles(unknown, context, { ignoreCtf: false }),
            initial,
            { ...settings, max_iterations: 1 },
            stage,
          );
    const poses = searched === null ? null : { table: unknown, poses: searched.found.particles };
    start = { start: joinPoses(table, known, poses, pixelSizeA) };
  }
  const { found } = await refineParticles(particles, initial, settings, stage, { ...start, onIteration });
  await removeRefineCheckpoint(join(context.projectDir, context.jobDir));
  return { found, particles };
}
