import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { logDefocusChanges } from '../log-ctf.js';
import { refineConnectedCtf } from '../refine-connected-ctf.js';
import type { ctfRefineLocal } from './definition.js';

/** Finds the defocus of each particle. */
export async function run(params: ParamsOf<typeof ctfRefineLocal>, context: RunContext): Promise<void> {
  const { defocusChangesA } = await refineConnectedCtf(
    {
      aberrations: null,
      defocus: { range_A: params.crl_df_range, min_res_A: params.crl_min_res_A, max_res_A: params.crl_max_res_A },
      rounds: params.num_iters,
      symmetry: params.refine_symmetry,
    },
    params,
    context,
  );
  await logDefocusChanges(defocusChangesA, context);
}
