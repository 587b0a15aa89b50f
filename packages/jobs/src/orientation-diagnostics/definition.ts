import { defineInput, defineJob, numberParam, processorsOf, required, textParam } from '@vitreous/job-kit';
import { judgeParams } from '../judge-params.js';
import { mapsInput, maskInput } from '../volume-slots.js';

/** Whether particles are seen from all sides, and whether the map shows it. */
export const orientationDiagnostics = defineJob({
  type: 'orientation_diagnostics',
  title: 'Orientation Diagnostics',
  shorttitle: 'Orientations',
  description:
    'Shows whether a map is as good in all directions: the correlation of its halves in cones, and from where its particles are seen.',
  category: 'utilities',
  stability: 'beta',
  params: {
    cone_half_angle_deg: numberParam('Half of the cones’ angle (°)', 20, { ge: 5, le: 60 }),
    symmetry: textParam('Point group (C1, C4, D7, T, O, I)', 'C1'),
    ...judgeParams,
  },
  inputs: {
    volume: mapsInput('Half maps', ['map_half_A', 'map_half_B']),
    mask: maskInput('Mask (else that of the volume, else one made of the map)'),
    particles: defineInput({
      type: 'particle',
      title: 'Particles with their poses',
      slots: [required('alignments3D')],
      count_min: 0,
    }),
  },
  outputs: {},
  resources: processorsOf('compute_num_cpus', 2),
});
