import { defineJob, flagParam, integerParam, numberParam, processorsOf, textParam } from '@vitreous/job-kit';
import { class2dParams } from '../class-2d-params.js';
import { particleParams } from '../particle-params.js';

const particles = (title: string) =>
  ({
    type: 'particle',
    title,
    description: '',
    slots: ['blob', 'ctf', 'location', 'pick_stats', 'alignments2D'].map((name) => ({ name, dtype: name })),
    passthrough: null,
  }) as const;

/** 2D classification of a Live session's particles as they come. */
export const class2dStreaming = defineJob({
  type: 'class_2D_streaming',
  title: '2D Classification (Streaming)',
  shorttitle: 'Streaming 2D',
  description: 'Classifies the particles of a Live session as they come. Sessions set it up and start it.',
  category: 'live',
  stability: 'beta',
  tags: ['live'],
  params: {
    session_uid: textParam('Session', ''),
    ...class2dParams,
    // As particles keep arriving, there will be others.
    class2D_num_full_iter: integerParam('Passes over all particles when it begins', 1, { ge: 1, le: 1000 }),
    ...particleParams,
    idle_s: numberParam('No more particles are expected after so long (s)', 20, { ge: 0, advanced: true }),
    compute_use_ssd: flagParam('Cache on SSD (none is used: particles are read where they are)', true, {
      advanced: true,
    }),
  },
  inputs: {},
  outputs: {
    particles: particles('All particles with their classes'),
    particles_selected: particles('Particles of selected classes'),
    particles_excluded: particles('Particles of other classes'),
    class_averages: {
      type: 'template',
      title: 'Class averages',
      description: '',
      slots: [{ name: 'blob', dtype: 'blob' }],
      passthrough: null,
    },
    templates_selected: {
      type: 'template',
      title: 'Selected classes',
      description: '',
      slots: [{ name: 'blob', dtype: 'blob' }],
      passthrough: null,
    },
  },
  resources: processorsOf('compute_num_cpus', 4),
});
