import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Panel, Sidebar, TagsFact } from '../browse/sidebar.js';
import { useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { sharedTags } from '../browse/tags.js';
import { Button } from '../design/button.js';
import { countOf, formatBytes } from '../design/format.js';
import { canBeQueued } from './job-actions.js';
import { useJobTypes } from './job-types.js';
import { severalActions } from './several-actions.js';

interface Props {
  readonly jobs: readonly Job[];
  readonly onDeselect: () => void;
  readonly onQueue: (jobs: readonly Job[]) => void;
}

/** Several jobs beside their list: which they are, and what can be done with all of them. */
export function SeveralJobs({ jobs, onDeselect, onQueue }: Props): ReactNode {
  const types = useJobTypes();
  const [, setSearch] = useBrowseSearch();
  const ready = jobs.filter(canBeQueued);
  const states = [...new Set(jobs.map(({ status }) => status))].sort();
  const size = jobs.reduce((sum, { job_dir_size }) => sum + job_dir_size, 0);
  return (
    <Sidebar
      uid={countOf(jobs.length, 'job')}
      title="selected"
      onDeselect={onDeselect}
      actions={severalActions(jobs, setSearch, onQueue)}
      open={
        ready.length > 0 && (
          <Button tone="primary" icon="play" onClick={() => onQueue(ready)}>
            Queue {ready.length}
          </Button>
        )
      }
    >
      <Panel title="Together">
        <dl className="facts">
          {states.map((status) => (
            <div key={status} className="fact-row">
              <dt>
                <State status={status} />
              </dt>
              <dd>{jobs.filter((job) => job.status === status).length}</dd>
            </div>
          ))}
          <div className="fact-row">
            <dt>Size</dt>
            <dd>{formatBytes(size)}</dd>
          </div>
          <TagsFact
            targets={jobs.map(({ project_uid, uid }) => ({ kind: 'job', project: project_uid, uid }))}
            uids={sharedTags(jobs.map(({ tags }) => tags))}
          />
        </dl>
      </Panel>
      <Panel title="Jobs">
        <ul className="several-jobs">
          {jobs.map((job) => (
            <li key={`${job.project_uid} ${job.uid}`}>
              <span className="uid">{job.uid}</span>
              <span className="one-line">{job.title || types.titleOf(job.spec.type)}</span>
              <State status={job.status} />
            </li>
          ))}
        </ul>
      </Panel>
      <p className="faint several-hint" role="status">
        {countOf(jobs.length, 'job')} selected. Shift selects all between two, Ctrl or X one more or less, Esc none.
      </p>
    </Sidebar>
  );
}
