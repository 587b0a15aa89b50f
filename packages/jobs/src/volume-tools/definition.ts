import {
  choiceParam,
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optionalIntegerParam,
  optionalNumberParam,
  processorsOf,
  textParam,
} from '@vitreous/job-kit';
import { mapsInput, maskInput, maskOutput, volumeOutput, refinedSlots } from '../volume-slots.js';

/** What one does to maps and masks by hand. */
export const volumeTools = defineJob({
  type: 'volume_tools',
  title: 'Volume Tools',
  shorttitle: 'Volume Tools',
  description:
    'Changes maps in the order of the parameters: pixel size, hand, sign, box, size, filters, symmetry; then, where asked, makes a mask of the map. All maps of the volume are changed alike.',
  category: 'utilities',
  stability: 'beta',
  tags: ['utility'],
  params: {
    output_type: choiceParam('What to make', 'map', ['map', 'mask']),
    psize_A: optionalNumberParam('Set the pixel size (Å; empty: as it is)', { gt: 0 }),
    flip_hand: flagParam('Turn into the other hand', false),
    invert: flagParam('Turn bright into dark', false),
    crop_size_pix: optionalIntegerParam('Cut or pad to this box about the centre (px; empty: as it is)', {
      ge: 8,
      le: 2048,
    }),
    resample_size_pix: optionalIntegerParam('Fourier-resample to this box (px)', { ge: 8, le: 2048 }),
    resample_psize_A: optionalNumberParam('Or to about this pixel size (Å)', { gt: 0 }),
    lowpass_A: optionalNumberParam('Low-pass (Å)', { gt: 0 }),
    highpass_A: optionalNumberParam('High-pass (Å)', { gt: 0 }),
    symmetry: textParam('Average over this point group', 'C1'),
    mask_type: choiceParam('Which map the mask is made of', 'map', ['map', 'map_sharp', 'mask'], {
      description: 'mask: the connected mask, which is widened and softened anew.',
    }),
    threshold: optionalNumberParam('Mask: what is above (empty: 0.15 of the strongest voxel; of a mask, 0.5)'),
    dilate_A: numberParam('Mask: widened by (Å)', 6, { ge: 0 }),
    soft_edge_A: numberParam('Mask: width of the soft edge (Å)', 12, { ge: 0 }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: { volume: mapsInput('Volume', [], 0), mask: maskInput('Mask') },
  outputs: {},
  moreOutputs: ({ output_type = 'map' }) =>
    output_type === 'mask'
      ? { mask: maskOutput('Mask') }
      : { volume: volumeOutput('Changed volume', refinedSlots), mask: maskOutput('Changed mask') },
  resources: processorsOf('compute_num_cpus', 2),
});
