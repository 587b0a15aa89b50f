import { defineJob, integerParam, processorsOf, textParam } from '@vitreous/job-kit';

/** Takes exposures of a Live session from check to extraction, one after the other, until it is told to end. */
export const liveWorker = defineJob({
  type: 'rtp_worker',
  title: 'Live Worker',
  shorttitle: 'Live Worker',
  description:
    'Processes the exposures of a Live session as they come. Sessions start and end their workers themselves.',
  category: 'live',
  stability: 'beta',
  tags: ['live'],
  params: {
    session_uid: textParam('Session', ''),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {},
  outputs: {},
  resources: processorsOf('compute_num_cpus', 2),
});
