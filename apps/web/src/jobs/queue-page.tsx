import type { Job } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import './jobs.css';
import { useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { countOf } from '../design/format.js';
import { isAdmin, nameOf, useMe, usePeople } from '../server/account.js';
import { useCall } from '../server/use-call.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { confirm } from '../design/confirm.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useJobTypes } from './job-types.js';
import { spanSince } from './run-time.js';

const parts = [
  { name: 'all', title: 'All' },
  { name: 'queued', title: 'Queued' },
  { name: 'active', title: 'Active' },
] as const;

/** What runs and what waits, lane by lane. */
export function QueuePage(): ReactNode {
  const status = ['queued', 'launched', 'started', 'running', 'waiting'] as const;
  const { data: all, error, refetch } = useCall('jobs.find', { status: [...status], order: 1, limit: 0 });
  const [shown, setShown] = useState<(typeof parts)[number]['name']>('all');
  const { data: lanes = [] } = useCall('resources.find_lanes', {});
  const data = all?.filter((job) => shown === 'all' || (job.status === 'queued') === (shown === 'queued'));
  if (all === undefined || data === undefined)
    return error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />;
  if (all.length === 0) {
    return (
      <Empty icon="queue" title="Nothing runs and nothing waits">
        <p>Jobs that are queued appear here until they end.</p>
      </Empty>
    );
  }
  const idle = lanes.filter(({ name }) => !all.some((job) => job.queued_to_lane === name));
  const names = [...new Set([...lanes.map(({ name }) => name), ...data.map((job) => job.queued_to_lane ?? '')])];
  return (
    <div className="page">
      <h1 className="unseen">Queue</h1>
      <div className="lanes">
        <div className="lane-head">
          <span className="segments" role="group" aria-label="Which jobs">
            {parts.map(({ name, title }) => (
              <button key={name} type="button" aria-pressed={shown === name} onClick={() => setShown(name)}>
                {title}
              </button>
            ))}
          </span>
          <span className="faint">{countOf(data.length, 'job')}</span>
        </div>
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
        {idle.length > 0 && (
          <p className="faint">Nothing in {idle.map(({ name, title }) => title || name).join(', ')}.</p>
        )}
      </div>
    </div>
  );
}

/** Whose job goes first; those who may change it do so here. */
function Priority({ job: { project_uid, uid, priority, status } }: { job: Job }): ReactNode {
  const me = useMe();
  const [draft, setDraft] = useState<number | null>(null);
  if (status !== 'queued' || !(isAdmin(me) || me.state.userCanSetJobPriority)) return priority;
  const save = (): void => {
    setDraft(null);
    if (draft === null || draft === priority) return;
    void act(() => callFunction('jobs.set_priority', { project_uid, job_uid: uid, priority: draft }));
  };
  return (
    <input
      className="input limit-input"
      type="number"
      min={0}
      max={100}
      aria-label={`Priority of ${uid}`}
      value={draft ?? priority}
      onChange={({ target }) => setDraft(target.valueAsNumber || 0)}
      onBlur={save}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') currentTarget.blur();
      }}
    />
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
      <td className="number">
        <Priority job={job} />
      </td>
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
