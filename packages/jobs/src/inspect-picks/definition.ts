import { defineJob, flagParam } from '@vitreous/job-kit';

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
    micrographs: {
      type: 'exposure',
      title: 'Micrographs',
      description: '',
      slots: [{ name: 'micrograph_blob', dtype: 'micrograph_blob', required: true }],
      count_min: 1,
      count_max: 'inf',
      repeat_allowed: false,
      match_result_by: 'default',
    },
    particles: {
      type: 'particle',
      title: 'Picks',
      description: '',
      slots: [
        { name: 'location', dtype: 'location', required: true },
        { name: 'pick_stats', dtype: 'pick_stats', required: true },
      ],
      count_min: 1,
      count_max: 'inf',
      repeat_allowed: false,
      match_result_by: 'default',
    },
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
