import { defineJob, flagParam, integerParam, numberParam, optionalNumberParam, processorsOf } from '@vitreous/job-kit';
import { judgeParams } from '../judge-params.js';
import { mapsInput, maskInput, volumeOutput } from '../volume-slots.js';

/** Resolution place by place, and a map filtered to it. */
export const localResolution = defineJob({
  type: 'local_resolution',
  title: 'Local Resolution Estimation',
  shorttitle: 'Local Res.',
  description:
    'Measures the resolution at each place of a map by the correlation of its halves in a window, and filters the map to it.',
  category: 'postprocessing',
  stability: 'beta',
  params: {
    locres_fsc_thresh: numberParam('Correlation that tells the resolution (0.5 or 0.143)', 0.5, { gt: 0, le: 1 }),
    locres_awf: numberParam('Width of the window, times the resolution of the whole', 6, {
      ge: 2,
      description: 'At 0.143 take 15 or more: small windows tell little.',
    }),
    locres_box_A: optionalNumberParam('Width of the window (Å), instead', { gt: 0 }),
    locres_step_size: integerParam('Measured at every so many voxels', 4, { ge: 1, le: 64 }),
    locres_use_mask: flagParam('Only within the mask', true),
    locres_cap: flagParam('Nowhere finer than the whole', false, { advanced: true }),
    locres_filter: flagParam('Filter the map to its local resolution', true),
    locres_bfactor: numberParam('B-factor applied before it is filtered (Å²; negative sharpens)', 0, {
      advanced: true,
    }),
    ...judgeParams,
  },
  inputs: {
    volume: mapsInput('Half maps', ['map_half_A', 'map_half_B']),
    mask: maskInput('Mask (else that of the volume, else one made of the map)'),
  },
  outputs: {
    volume: volumeOutput('Volume with its local resolution', ['map_locres', 'map_filtered'], 'volume'),
  },
  resources: processorsOf('compute_num_cpus', 2),
});
