import { defineJob } from '@vitreous/job-kit';

/** Sorting exposures by what was measured of them, and by eye. */
export const curateExposures = defineJob({
  type: 'curate_exposures_v2',
  title: 'Manually Curate Exposures',
  shorttitle: 'Curate Exposures',
  description: 'Waits while thresholds on measured values, and choices of single exposures, accept and reject them.',
  category: 'exposure_curation',
  stability: 'beta',
  tags: ['interactive'],
  interactive: true,
  lightweight: true,
  params: {},
  inputs: {
    exposures: {
      type: 'exposure',
      title: 'Exposures',
      description: '',
      slots: [
        { name: 'micrograph_blob', dtype: 'micrograph_blob', required: true },
        { name: 'mscope_params', dtype: 'mscope_params', required: false },
        { name: 'ctf', dtype: 'ctf', required: false },
        { name: 'ctf_stats', dtype: 'ctf_stats', required: false },
        { name: 'rigid_motion', dtype: 'motion', required: false },
      ],
      count_min: 1,
      count_max: 'inf',
      repeat_allowed: false,
      match_result_by: 'default',
    },
    particles: {
      type: 'particle',
      title: 'Particles or picks',
      description: '',
      slots: [
        { name: 'location', dtype: 'location', required: true },
        { name: 'pick_stats', dtype: 'pick_stats', required: false },
      ],
      count_min: 0,
      count_max: 'inf',
      repeat_allowed: false,
      match_result_by: 'default',
    },
  },
  outputs: {
    exposures_accepted: chosen('exposure', 'Accepted exposures', 'exposures', 'micrograph_blob'),
    exposures_rejected: chosen('exposure', 'Rejected exposures', 'exposures', 'micrograph_blob'),
    particles_accepted: chosen('particle', 'Particles of accepted exposures', 'particles', 'location'),
    particles_rejected: chosen('particle', 'Particles of rejected exposures', 'particles', 'location'),
  },
  // People take hours: what waits must not keep others from working.
  resources: () => ({ cpu: 0, gpu: 0, ram: 0, ssd: false }),
});

function chosen<Type extends 'exposure' | 'particle'>(type: Type, title: string, passthrough: string, slot: string) {
  return { type, title, description: '', slots: [{ name: slot, dtype: slot }], passthrough };
}
