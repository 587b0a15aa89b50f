import { defineJob, optionalNumberParam, processorsOf } from '@vitreous/job-kit';
import { judgeParams } from '../judge-params.js';
import { mapsInput, maskInput, maskOutput, volumeInput } from '../volume-slots.js';

/** How far two half maps, or two maps, agree. */
export const validation = defineJob({
  type: 'validation',
  title: 'Validation (FSC)',
  shorttitle: 'FSC',
  description:
    'Fourier shell correlation of two half maps, without a mask, through a ball, through a mask, and corrected for it; or of two maps.',
  category: 'postprocessing',
  stability: 'beta',
  params: {
    val_psize_A: optionalNumberParam('Pixel size, overriding the maps’ (Å)', { gt: 0 }),
    ...judgeParams,
  },
  inputs: {
    volume: mapsInput('Half maps, or the first map', []),
    volume_B: { ...volumeInput('Second map (only for the correlation of two maps)'), count_min: 0 },
    mask: maskInput('Mask (else that of the volume, else one made of the map)'),
  },
  outputs: { mask: maskOutput('Mask that was used') },
  resources: processorsOf('compute_num_cpus', 2),
});
