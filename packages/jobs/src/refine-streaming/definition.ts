import { defineJob, integerParam, numberParam, processorsOf, textParam } from '@vitreous/job-kit';
import { maxShiftParam, particleParams, windowParam } from '../particle-params.js';
import { maskOutput, volumeInput, volumeOutput } from '../volume-slots.js';

/** Refinement of a Live session's selected particles as they come. */
export const refineStreaming = defineJob({
  type: 'homo_refine_streaming',
  title: 'Homogeneous Refinement (Streaming)',
  shorttitle: 'Streaming Refine',
  description: 'Refines the selected particles of a Live session as they come. Sessions set it up and start it.',
  category: 'live',
  stability: 'beta',
  tags: ['live'],
  params: {
    session_uid: textParam('Session', ''),
    refine_symmetry: textParam('Point group (C1, C4, D7, T, O, I)', 'C1'),
    refine_res_init: numberParam('Maps are filtered to this resolution before poses are looked for (Å)', 30, { gt: 0 }),
    refine_window_inner_A: windowParam,
    refine_max_shift_A: maxShiftParam,
    refine_num_max_iterations: integerParam('Most iterations for each map', 15, { ge: 1, le: 100, advanced: true }),
    refine_num_first: integerParam('Particles of the first map', 200, { ge: 20, advanced: true }),
    idle_s: numberParam('No more particles are expected after so long (s)', 20, { ge: 0, advanced: true }),
    ...particleParams,
  },
  inputs: { volume: volumeInput('First map') },
  outputs: {
    particles: {
      type: 'particle',
      title: 'Particles with their poses',
      description: '',
      slots: ['blob', 'ctf', 'location', 'pick_stats', 'alignments2D', 'alignments3D'].map((name) => ({
        name,
        dtype: name,
      })),
      passthrough: null,
    },
    volume: volumeOutput('Refined volume'),
    mask: maskOutput('Mask of the curves'),
  },
  resources: processorsOf('compute_num_cpus', 4),
});
