import type { Job } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { DescriptionPanel } from '../browse/description-panel.js';
import { TitleFact } from '../browse/editable-title.js';
import { useBrowseSearch } from '../browse/search.js';
import { Fact, Panel, Sidebar, TagsFact } from '../browse/sidebar.js';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { formatBytes, formatTime } from '../design/format.js';
import { nameOf, usePeople } from '../server/account.js';
import { callFunction } from '../server/call.js';
import { InputSlots } from './input-slots.js';
import { jobActions } from './job-actions.js';
import { JobProblems } from './job-problems.js';
import { useJobTypes } from './job-types.js';
import { OutputList } from './output-list.js';
import { ParamForm } from './param-form.js';
import { QueueDialog } from './queue-dialog.js';
import { JobProgress } from './job-progress.js';
import { runTimeOf } from './run-time.js';

/** A job beside its list: while it is being built its form, afterwards what it was given and what it made. */
export function JobSidebar({ job, onDeselect }: { job: Job; onDeselect: () => void }): ReactNode {
  const types = useJobTypes();
  const people = usePeople();
  const [, setSearch] = useBrowseSearch();
  const [queueing, setQueueing] = useState(false);
  const { uid, project_uid } = job;
  const given = { project_uid, job_uid: uid };
  const built = job.status === 'building';
  const spec = types.specOf(job.spec.type);
  const title = job.title || types.titleOf(job.spec.type);
  return (
    <Sidebar
      uid={uid}
      title={title}
      onDeselect={onDeselect}
      actions={jobActions(job, setSearch, () => setQueueing(true))}
      open={
        built && job.spec.type !== 'snowflake' ? (
          <Button tone="primary" icon="play" disabled={job.build_errors.length > 0} onClick={() => setQueueing(true)}>
            Queue
          </Button>
        ) : (
          <Button tone="primary" onClick={() => setSearch({ job: `${project_uid}-${uid}` })}>
            Open job
          </Button>
        )
      }
    >
      {!built && <JobProblems job={job} />}
      {built && (
        <>
          <Panel title="Inputs">
            <InputSlots job={job} fixed={false} />
          </Panel>
          <Panel title="Parameters">
            <ParamForm job={job} specs={spec?.params ?? {}} fixed={false} />
          </Panel>
        </>
      )}
      <Panel title="Details">
        <dl className="facts">
          <TitleFact
            key={uid}
            title={title}
            save={(text) => callFunction('jobs.set_title', { ...given, title: text })}
          />
          <Fact name="Type">{types.titleOf(job.spec.type)}</Fact>
          <Fact name="Status">
            <State status={job.status} />
            <JobProgress job={job} />
          </Fact>
          <TagsFact targets={[{ kind: 'job', project: project_uid, uid }]} uids={job.tags} />
          <Fact name="Created">{formatTime(job.created_at)}</Fact>
          <Fact name="Created by">
            {job.created_by_user_id === null ? '–' : nameOf(people.get(job.created_by_user_id))}
          </Fact>
          {!built && <Fact name="Ran for">{runTimeOf(job)}</Fact>}
          <Fact name="Size">{formatBytes(job.job_dir_size)}</Fact>
          <Fact name="Workspaces">{job.workspace_uids.join(', ')}</Fact>
          {job.is_final_result && <Fact name="Result">Final</Fact>}
          {job.is_ancestor_of_final_result && !job.is_final_result && (
            <Fact name="Result">A final one is built upon it</Fact>
          )}
        </dl>
      </Panel>
      {!built && (
        <Panel title="Outputs">
          <OutputList job={job} />
        </Panel>
      )}
      <DescriptionPanel
        key={`${project_uid} ${uid}`}
        text={job.description}
        save={(description) => callFunction('jobs.set_description', { ...given, description })}
      />
      {queueing && <QueueDialog jobs={[job]} onClose={() => setQueueing(false)} />}
    </Sidebar>
  );
}
