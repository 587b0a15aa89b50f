import type { Handlers } from '../house.js';

/** Types of jobs under development by some people only: there are none here. */
export const developerFunctions: Handlers = {
  'developer.get_developers': () => [],
  'developer.reload': () => false,
  'developer.save_job_registers': () => [],
};
