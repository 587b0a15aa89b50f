import { defineInput, defineJob, optional, required } from '@vitreous/job-kit';

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
    exposures: defineInput({
      type: 'exposure',
      title: 'Exposures',
      slots: [
        required('micrograph_blob'),
        optional('mscope_params'),
        optional('ctf'),
        optional('ctf_stats'),
        { name: 'rigid_motion', dtype: 'motion', required: false },
      ],
    }),
    particles: defineInput({
      type: 'particle',
      title: 'Particles or picks',
      slots: [required('location'), optional('pick_stats')],
      count_min: 0,
    }),
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
