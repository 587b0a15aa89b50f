import { defineJob, flagParam, integerParam, numberParam, optionalNumberParam, processorsOf } from '@vitreous/job-kit';
import { judgeParams } from '../judge-params.js';
import { mapsInput, maskInput, maskOutput, volumeOutput } from '../volume-slots.js';

/** A map with the fall-off of its detail undone. */
export const sharpen = defineJob({
  type: 'sharpen',
  title: 'Sharpening Tools',
  shorttitle: 'Sharpen',
  description:
    'Undoes the fall-off of a map’s detail: half maps are averaged, weighed by their correlation, multiplied by a B-factor and cut off at the resolution.',
  category: 'postprocessing',
  stability: 'beta',
  params: {
    sharp_bfactor: optionalNumberParam('B-factor to apply (Å²; negative sharpens; empty: what the Guinier plot says)'),
    sharp_use_FSC_full: flagParam('Weigh by the correlation as that of the full map', true, {
      description: 'sqrt(2 FSC / (1 + FSC)); switched off, as that of one half: sqrt(FSC).',
    }),
    sharp_fsc_weighting: flagParam('Weigh by the correlation of the halves at all', true),
    sharp_lowpass_A: optionalNumberParam('Low-pass (Å; empty: the resolution of the halves)', { gt: 0 }),
    sharp_falloff_order: integerParam('Order of the low-pass: higher falls faster', 8, {
      ge: 1,
      le: 100,
      advanced: true,
    }),
    sharp_falloff_offset: numberParam('Shells that the low-pass lies beyond the resolution', 0, { advanced: true }),
    sharp_guinier_from_A: numberParam('Guinier plot from (Å)', 10, { gt: 0, advanced: true }),
    sharp_generate_new_mask: flagParam('Make a mask of the map even where one is connected', false),
    sharp_do_spherical_mask: flagParam('Nothing beyond the ball that holds the particle', true),
    sharp_do_expand_mask: flagParam('Nothing beyond the mask', false),
    ...judgeParams,
  },
  inputs: { volume: mapsInput('Half maps, or a map', []), mask: maskInput('Mask (else one made of the map)') },
  outputs: {
    volume: volumeOutput('Sharpened volume', ['map_sharp'], 'volume'),
    mask: maskOutput('Mask of the fall-off'),
  },
  resources: processorsOf('compute_num_cpus', 2),
});
