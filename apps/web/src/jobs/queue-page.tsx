import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import './jobs.css';
import { useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { countOf } from '../design/format.js';
import { nameOf, usePeople } from '../server/account.js';
import { useCall } from '../server/use-call.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { confirm } from '../design/confirm.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useJobTypes } from './job-types.js';
import { spanSince } from './run-time.js';

/** What runs and what waits, lane by lane. */
export function QueuePage(): ReactNode {
  const status = ['queued', 'launched', 'started', 'running', 'waiting'] as const;
  const { data, error, refetch } = useCall('jobs.find', { status: [...status], order: 1, limit: 0 });
  const { data: lanes = [] } = useCall('resources.find_lanes', {});
  if (data === undefined) return error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) {
    return (
      <Empty icon="queue" title="Nothing runs and nothing waits">
        <p>Jobs that are queued appear here until they end.</p>
      </Empty>
    );
  }
  const names = [...new Set([...lanes.map(({ name }) => name), ...data.map((job) => job.queued_to_lane ?? '')])];
  return (
    <div className="page">
      <h1 className="unseen">Queue</h1>
      <div className="lanes">
        {names.map((name) => {
          const inside = data.filter((job) => (job.queued_to_lane ?? '') === name);
          if (inside.length === 0) return null;
          return (
            <section key={name}>
              <header className="lane-head">
                <h2>{lanes.find((lane) => lane.name === name)?.title ?? (name === '' ? 'Outside the queue' : name)}</h2>
                <span className="faint">{countOf(inside.length, 'job')}</span>
              </header>
              <table className="rows boxed">
                <thead>
                  <tr>
                    <th scope="col">Job</th>
                    <th scope="col">Title</th>
                    <th scope="col">Status</th>
                    <th scope="col">Owner</th>
                    <th scope="col" className="number">
                      Priority
                    </th>
                    <th scope="col" className="number">
                      For
                    </th>
                    <th scope="col">
                      <span className="unseen">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {inside.map((job) => (
                    <QueueRow key={`${job.project_uid} ${job.uid}`} job={job} />
                  ))}
                </tbody>
              </table>
            </section>
          );
        })}
      </div>
    </div>
  );
}

function QueueRow({ job }: { job: Job }): ReactNode {
  const types = useJobTypes();
  const people = usePeople();
  const [, setSearch] = useBrowseSearch();
  const { uid, project_uid } = job;
  const since = job.status === 'queued' ? job.queued_at : (job.running_at ?? job.launched_at);
  const owner = job.queued_by_user_id ?? job.created_by_user_id;
  return (
    <tr>
      <td>
        <button type="button" className="link-button" onClick={() => setSearch({ job: `${project_uid}-${uid}` })}>
          {project_uid} {uid}
        </button>
      </td>
      <td>
        {job.title || types.titleOf(job.spec.type)}
        {job.queue_message !== null && <div className="faint">{job.queue_message}</div>}
      </td>
      <td>
        <State status={job.status} />
      </td>
      <td>{owner === null ? '–' : nameOf(people.get(owner))}</td>
      <td className="number">{job.priority}</td>
      <td className="number">{spanSince(since)}</td>
      <td className="number">
        <Button
          tone="plain"
          icon="stop"
          onClick={() =>
            confirm({
              title: `Kill ${uid}?`,
              body: <p>What it has written stays; it can be cleared and run again.</p>,
              action: 'Kill',
              danger: true,
              run: () => act(() => callFunction('jobs.kill', { project_uid, job_uid: uid }), `${uid} is killed`),
            })
          }
        >
          Kill<span className="unseen"> {uid}</span>
        </Button>
      </td>
    </tr>
  );
}
