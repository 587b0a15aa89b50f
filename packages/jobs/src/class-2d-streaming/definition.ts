import {
  defineJob,
  flagParam,
  integerParam,
  numberParam,
  optionalNumberParam,
  processorsOf,
  textParam,
} from '@vitreous/job-kit';

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
    class2D_K: integerParam('Number of classes', 50, { ge: 1, le: 2000 }),
    class2D_max_res: numberParam('Finest resolution looked at (Å)', 6, { gt: 0 }),
    class2D_window_inner_A: optionalNumberParam('Diameter of the circular mask (Å; empty: 85 % of the box)', { gt: 0 }),
    class2D_num_full_iter_batch: integerParam('Steps on mini-batches when it begins', 60, { ge: 0, le: 10_000 }),
    random_seed: integerParam('Random seed', 1, { advanced: true }),
    idle_s: numberParam('No more particles are expected after so long (s)', 20, { ge: 0, advanced: true }),
    cache_MB: integerParam('Memory for particles; others are read again (MB)', 1024, { ge: 0, advanced: true }),
    compute_use_ssd: flagParam('Cache on SSD (none is used: particles are read where they are)', true, {
      advanced: true,
    }),
    compute_num_cpus: integerParam('Processors (0: shares those of others)', 4, { ge: 0, advanced: true }),
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
