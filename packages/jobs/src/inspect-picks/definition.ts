import { defineInput, defineJob, flagParam, required } from '@vitreous/job-kit';

/** Choosing picks by their score and power. */
export const inspectPicks = defineJob({
  type: 'inspect_picks_v2',
  title: 'Inspect Particle Picks',
  shorttitle: 'Inspect Picks',
  description: 'Waits while thresholds on score and power are set over pictures of the picks.',
  category: 'particle_picking',
  stability: 'beta',
  tags: ['interactive'],
  interactive: true,
  lightweight: true,
  params: {
    do_auto_cluster: flagParam('Begin with thresholds found from the picks', false, {
      description: 'A score that parts the picks best in two, and the usual power of those above it',
    }),
  },
  inputs: {
    micrographs: defineInput({
      type: 'exposure',
      title: 'Micrographs',
      slots: [required('micrograph_blob')],
    }),
    particles: defineInput({
      type: 'particle',
      title: 'Picks',
      slots: [required('location'), required('pick_stats')],
    }),
  },
  outputs: {
    micrographs: {
      type: 'exposure',
      title: 'Micrographs',
      description: '',
      slots: [{ name: 'micrograph_blob', dtype: 'micrograph_blob' }],
      passthrough: 'micrographs',
    },
    particles: {
      type: 'particle',
      title: 'Picks kept',
      description: '',
      slots: [
        { name: 'location', dtype: 'location' },
        { name: 'pick_stats', dtype: 'pick_stats' },
      ],
      passthrough: 'particles',
    },
  },
  // People take hours: what waits must not keep others from working.
  resources: () => ({ cpu: 0, gpu: 0, ram: 0, ssd: false }),
});
