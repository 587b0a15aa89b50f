import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Icon } from '../design/icon.js';

/** What went wrong in a job, and why it waits. */
export function JobProblems({ job }: { job: Job }): ReactNode {
  if (job.errors_run.length === 0 && job.queue_message === null) return null;
  return (
    <div className="problems">
      {job.queue_message !== null && (
        <p className="notice">
          <Icon name="queue" />
          <span>{job.queue_message}</span>
        </p>
      )}
      {job.errors_run.map(({ message, warning }, index) => (
        <p key={index} className={`notice ${warning ? 'warning' : 'danger'}`}>
          <Icon name="warning" />
          <span>{message}</span>
        </p>
      ))}
    </div>
  );
}
