import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Dialog } from '../design/dialog.js';
import { useCall } from '../server/use-call.js';
import { Trouble } from '../shell/page-states.js';

/** All that the program of a job printed: what is asked for when something went wrong. */
export function PrintedLog({ job, onClose }: { job: Job; onClose: () => void }): ReactNode {
  const { data, error } = useCall('jobs.get_log', { project_uid: job.project_uid, job_uid: job.uid });
  return (
    <Dialog kind="large" title={`What ${job.uid} printed`} onClose={onClose}>
      {error !== null && data === undefined && <Trouble error={error} />}
      <pre className="job-tab metadata" tabIndex={0}>
        {data === '' ? 'Nothing yet.' : data}
      </pre>
    </Dialog>
  );
}
