import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { logGroups } from '../log-ctf.js';
import { refineConnectedCtf } from '../refine-connected-ctf.js';
import type { ctfRefineGlobal } from './definition.js';

/** Finds the aberrations of exposure groups. */
export async function run(params: ParamsOf<typeof ctfRefineGlobal>, context: RunContext): Promise<void> {
  const aberrations = {
    tilt: params.crg_do_tilt,
    trefoil: params.crg_do_trefoil,
    spherical: params.crg_do_spherical,
    tetrafoil: params.crg_do_tetrafoil,
  };
  const { groups } = await refineConnectedCtf(
    {
      aberrations: Object.values(aberrations).includes(true) ? aberrations : null,
      defocus_range_A: null,
      min_res_A: params.crg_min_res_A,
      max_res_A: null,
      rounds: params.crg_num_iters,
      symmetry: params.refine_symmetry,
    },
    params,
    context,
  );
  await logGroups(groups, params.crg_num_plots, context);
}
