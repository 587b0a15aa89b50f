import { ApiError, type Job } from '@vitreous/schema';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import './jobs.css';
import { useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { Button, IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { formatBytes, formatTime } from '../design/format.js';
import { Menu } from '../design/menu.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { EventLog } from './event-log.js';
import { InputSlots } from './input-slots.js';
import { jobActions } from './job-actions.js';
import { JobProgress } from './job-progress.js';
import { JobProblems } from './job-problems.js';
import { useJobTypes } from './job-types.js';
import { JobOutputs } from './job-outputs.js';
import { ParamForm } from './param-form.js';
import { QueueDialog } from './queue-dialog.js';
import { runTimeOf } from './run-time.js';

const tabs = ['Interactive', 'Maps', 'Event log', 'Inputs', 'Parameters', 'Outputs', 'Metadata'] as const;
type Tab = (typeof tabs)[number];

const InteractivePane = lazy(() =>
  import('../interactive/interactive-pane.js').then((module) => ({ default: module.InteractivePane })),
);

const JobMaps = lazy(() => import('../maps/job-maps.js').then((module) => ({ default: module.JobMaps })));
const MapCurves = lazy(() => import('../maps/map-curves.js').then((module) => ({ default: module.MapCurves })));

/** All about one job: what it logs, what it was given, what it made. */
export function JobDialog({ project, uid, onClose }: { project: string; uid: string; onClose: () => void }): ReactNode {
  const { data: job, error } = useCall('jobs.find_one', { project_uid: project, job_uid: uid });
  const types = useJobTypes();
  const [chosen, setTab] = useState<Tab | null>(null);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const [queueing, setQueueing] = useState(false);
  const [, setSearch] = useBrowseSearch();
  const workspace = job?.workspace_uids[0];
  useEffect(() => {
    if (workspace === undefined) return;
    callFunction('jobs.view', { project_uid: project, workspace_uid: workspace, job_uid: uid }).catch(() => undefined);
  }, [project, workspace, uid]);
  if (job === undefined) {
    return (
      <Dialog kind="large" title={`${project} ${uid}`} onClose={onClose}>
        {error instanceof ApiError && error.status === 404 ? (
          <Empty icon="search" title="This job is not there">
            <p>It was deleted, or you have no access to its project.</p>
          </Empty>
        ) : (
          error !== null && <Trouble error={error} />
        )}
      </Dialog>
    );
  }
  const interactive = types.specOf(job.spec.type)?.interactive === true && job.status === 'waiting';
  const hidden: Partial<Record<Tab, boolean>> = { Interactive: !interactive, Maps: !hasMaps(job) };
  const shown = tabs.filter((name) => hidden[name] !== true);
  const begin: readonly Tab[] = job.status === 'building' ? ['Inputs'] : ['Interactive', 'Maps', 'Event log'];
  const usual = begin.find((name) => shown.includes(name)) ?? 'Event log';
  const tab = shown.find((name) => name === chosen) ?? usual;
  const title = job.title || types.titleOf(job.spec.type);
  return (
    <Dialog
      kind="large"
      label={`Job ${uid} ${title}`}
      title={
        <>
          <span className="uid">
            {project} {uid}
          </span>{' '}
          {title}
        </>
      }
      onClose={onClose}
      tools={
        <>
          <State status={job.status} />
          <span className="faint">{runTimeOf(job)}</span>
          {job.status === 'building' && job.spec.type !== 'snowflake' && (
            <Button tone="primary" icon="play" disabled={job.build_errors.length > 0} onClick={() => setQueueing(true)}>
              Queue
            </Button>
          )}
          <IconButton
            icon="more"
            label={`Actions of ${uid}`}
            aria-haspopup="menu"
            onClick={({ currentTarget }) => {
              const { left, bottom } = currentTarget.getBoundingClientRect();
              setMenu({ x: left, y: bottom + 4 });
            }}
          />
        </>
      }
    >
      <div className="tabs" role="tablist" aria-label={`Parts of ${uid}`}>
        {shown.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={name === tab} onClick={() => setTab(name)}>
            {name}
          </button>
        ))}
      </div>
      <JobProgress job={job} />
      <JobProblems job={job} />
      <JobTab tab={tab} job={job} />
      {menu !== null && (
        <Menu
          label={`Actions of ${uid}`}
          at={menu}
          onClose={() => setMenu(null)}
          entries={jobActions(job, setSearch, () => setQueueing(true))}
        />
      )}
      {queueing && <QueueDialog jobs={[job]} onClose={() => setQueueing(false)} />}
    </Dialog>
  );
}

function JobTab({ tab, job }: { tab: Tab; job: Job }): ReactNode {
  const types = useJobTypes();
  const fixed = job.status !== 'building';
  switch (tab) {
    case 'Interactive':
      return (
        <div className="desk-frame" role="tabpanel" aria-label={tab}>
          <Suspense fallback={null}>
            <InteractivePane job={job} />
          </Suspense>
        </div>
      );
    case 'Maps':
      return (
        <div className="desk-frame" role="tabpanel" aria-label={tab}>
          <Suspense fallback={null}>
            <JobMaps
              project={job.project_uid}
              job={job.uid}
              version={job.updated_at}
              none={<p className="faint none-yet">The files of its maps were deleted.</p>}
              beside={(output) => <MapCurves job={job} output={output} />}
            />
          </Suspense>
        </div>
      );
    case 'Event log':
      return <EventLog job={job} />;
    case 'Inputs':
      return (
        <div className="job-tab" role="tabpanel" aria-label={tab}>
          <InputSlots job={job} fixed={fixed} />
        </div>
      );
    case 'Parameters':
      return (
        <div className="job-tab narrow" role="tabpanel" aria-label={tab}>
          <ParamForm job={job} specs={types.specOf(job.spec.type)?.params ?? {}} fixed={fixed} />
        </div>
      );
    case 'Outputs':
      return (
        <div className="job-tab" role="tabpanel" aria-label={tab} tabIndex={0}>
          <JobOutputs job={job} />
        </div>
      );
    case 'Metadata':
      return (
        <div className="job-tab" role="tabpanel" aria-label={tab} tabIndex={0}>
          <Metadata job={job} />
        </div>
      );
  }
}

function hasMaps({ spec }: Job): boolean {
  return Object.values(spec.outputs).some(
    ({ type, num_items }) => (type === 'volume' || type === 'mask') && num_items > 0,
  );
}

function Metadata({ job }: { job: Job }): ReactNode {
  const rows: readonly (readonly [string, string])[] = [
    ['Type', job.spec.type],
    ['Directory', job.job_dir],
    ['Size', formatBytes(job.job_dir_size)],
    ['Workspaces', job.workspace_uids.join(', ')],
    ['Built upon', job.parents.join(', ') || '–'],
    ['Used by', job.children.join(', ') || '–'],
    ['Cloned from', job.cloned_from ?? '–'],
    ['Created', formatTime(job.created_at)],
    ['Queued', formatTime(job.queued_at)],
    ['Lane', job.queued_to_lane ?? '–'],
    ['Machine', job.resources_allocated?.hostname ?? job.queued_to_hostname ?? '–'],
    ['Started', formatTime(job.started_at)],
    ['Completed', formatTime(job.completed_at)],
    ['Killed', formatTime(job.killed_at)],
    ['Failed', formatTime(job.failed_at)],
    ['Exported to', job.last_exported_location ?? '–'],
    ['Intermediate results', formatBytes(job.intermediate_results_size_bytes)],
    ['Priority', String(job.priority)],
    ['Cluster job', job.cluster_job_id === null ? '–' : `${job.cluster_job_id} ${job.cluster_job_status ?? ''}`],
    [
      'Result',
      job.is_final_result ? 'Final' : job.is_ancestor_of_final_result ? 'A final one is built upon it' : 'Not final',
    ],
    ['Version', job.version ?? job.version_created ?? '–'],
  ];
  return (
    <>
      <table className="rows boxed">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>The whole record</summary>
        <pre className="metadata">{JSON.stringify(job, null, 2)}</pre>
      </details>
    </>
  );
}
