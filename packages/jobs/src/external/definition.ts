import { defineJob } from '@vitreous/job-kit';

/** A job that a person's own program runs, through the Python client. */
export const externalJob = defineJob({
  type: 'snowflake',
  title: 'External Job',
  shorttitle: 'External',
  description: 'Results of a program outside, saved through the Python client.',
  category: 'utilities',
  stability: 'stable',
  tags: ['utility'],
  external: true,
  params: {},
  inputs: {},
  outputs: {},
  resources: () => ({ cpu: 0, gpu: 0, ram: 0, ssd: false }),
});
