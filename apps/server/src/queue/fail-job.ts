import type { Job } from '@vitreous/schema';
import type { House } from '../house.js';
import { saveJob } from '../jobs/find-job.js';

/** Errors of a run that are kept with a job; its log has them all. */
const mostErrors = 10;

/** Marks a job as failed with a reason; inside a transaction. */
export function failJob(house: House, job: Job, reason: string): void {
  job.status = 'failed';
  job.failed_at = house.now().toISOString();
  job.has_error = true;
  job.resources_allocated = null;
  job.queue_status = null;
  job.queue_message = null;
  job.errors_run = [...job.errors_run, { message: reason, warning: false }].slice(-mostErrors);
  saveJob(house, job);
}
