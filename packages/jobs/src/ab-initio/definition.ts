import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optional,
  optionalIntegerParam,
  processorsOf,
  required,
  textParam,
} from '@vitreous/job-kit';
import type { OutputSpec } from '@vitreous/schema';
import { maxShiftParam, particleParams, windowParam } from '../particle-params.js';
import { poseOutput, volumeOutput } from '../volume-slots.js';

/** Most maps at a time. */
const most = 20;

/** Maps from particles alone. */
export const abInitio = defineJob({
  type: 'homo_abinit',
  title: 'Ab-Initio Reconstruction',
  shorttitle: 'Ab-initio',
  description: 'Finds one or several maps from particles alone, without a first map.',
  category: 'reconstruction',
  stability: 'beta',
  params: {
    abinit_K: integerParam('Number of maps', 1, { ge: 1, le: most }),
    abinit_symmetry: textParam('Point group (C1, C4, D7, T, O, I)', 'C1'),
    abinit_symmetry_do_align: flagParam(
      'Find maps without symmetry first, then turn them onto the axes of the group (else it is imposed from the first step on)',
      false,
    ),
    abinit_num_particles: optionalIntegerParam('Number of particles, spread over all that come (empty: all)', {
      ge: 1,
    }),
    abinit_max_res: numberParam('Finest resolution of the maps (Å)', 8, { gt: 0 }),
    abinit_window_inner_A: windowParam,
    abinit_max_shift_A: maxShiftParam,
    abinit_do_ctf: flagParam('Correct for the CTF', true),
    abinit_num_starts: optionalIntegerParam(
      'Short starts of which the most likely goes on (empty: 6 where a symmetry is imposed from the first step on, else 1)',
      { ge: 1, le: 100, advanced: true },
    ),
    abinit_num_final_iters: integerParam('Steps on mini-batches', 50, { ge: 1, le: 10_000, advanced: true }),
    abinit_minisize: integerParam('Particles of a mini-batch for each map', 100, { ge: 1, advanced: true }),
    ...particleParams,
  },
  inputs: {
    particles: defineInput({
      type: 'particle',
      title: 'Particles',
      slots: [required('blob'), optional('ctf'), optional('alignments3D')],
    }),
  },
  outputs: {
    particles_all_classes: poseOutput('Particles of all maps'),
    particles_unused: { ...poseOutput('Particles of no map'), slots: [] },
  },
  moreOutputs: ({ abinit_K: count = 1 }) => {
    const maps = Math.min(most, Math.max(1, Math.floor(Number(count)) || 1));
    const outputs: Record<string, OutputSpec> = {};
    for (let k = 0; k < maps; k++) {
      outputs[`particles_class_${k}`] = poseOutput(`Particles of map ${k}`);
      outputs[`volume_class_${k}`] = volumeOutput(`Map ${k}`, ['map']);
    }
    return outputs;
  },
  resources: processorsOf('compute_num_cpus', 4),
});
