import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { aberrationSearchOf } from '../ctf-refine-params.js';
import { logGroups } from '../log-ctf.js';
import { refineConnectedCtf } from '../refine-connected-ctf.js';
import type { ctfRefineGlobal } from './definition.js';

/** Finds the aberrations of exposure groups. */
export async function run(params: ParamsOf<typeof ctfRefineGlobal>, context: RunContext): Promise<void> {
  const { groups } = await refineConnectedCtf(
    {
      aberrations: aberrationSearchOf(params),
      defocus: null,
      rounds: params.crg_num_iters,
      symmetry: params.refine_symmetry,
    },
    params,
    context,
  );
  await logGroups(groups, params.crg_num_plots, context);
}
