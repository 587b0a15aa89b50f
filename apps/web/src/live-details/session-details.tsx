import { useNavigate } from '@tanstack/react-router';
import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { formatCount, formatTime } from '../design/format.js';
import { nameOf, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import '../live-jobs/live-jobs.css';
import { Alerts } from './alerts.js';
import { DataManagement } from './data-management.js';
import { ExportPart } from './export-part.js';
import './live-details.css';
import { NotesPart } from './notes-part.js';

/** All about a session beside its results: what it is, notes, exports, its data on disk, alerts, its end. */
export function SessionDetails({ session }: { session: Session }): ReactNode {
  return (
    <div className="page details" tabIndex={0} role="group" aria-label="Details and export">
      <div className="details-column">
        <About session={session} />
        <NotesPart session={session} />
      </div>
      <div className="details-column">
        <ExportPart session={session} />
      </div>
      <div className="details-column">
        <DataManagement session={session} />
        <Alerts session={session} />
      </div>
    </div>
  );
}

function About({ session }: { session: Session }): ReactNode {
  const people = usePeople();
  const navigate = useNavigate();
  const { project_uid, session_uid, status, stats, title } = session;
  const given = { project_uid, session_uid };
  const isBusy = status === 'running' || status === 'compacting' || status === 'restoring';
  const stopped = isBusy ? 'Pause the session first.' : undefined;
  const clone = async (): Promise<boolean> => {
    let uid = '';
    const done = await act(async () => {
      uid = (await callFunction('sessions.clone', given)).session_uid;
    }, 'A session with the same configuration is made');
    if (done) {
      await navigate({
        to: '/projects/$project/sessions/$session',
        params: { project: project_uid, session: uid },
        search: { view: 'configuration' },
      });
    }
    return done;
  };
  const askCloning = (): void =>
    confirm({
      title: `Clone ${session_uid}?`,
      body: (
        <p>
          A new session of this project gets the same lanes, exposure groups, parameters and limits. It has no exposures
          yet, and is not started. {session_uid} stays as it is.
        </p>
      ),
      action: 'Clone',
      run: clone,
    });
  const askCompletion = (): void =>
    confirm({
      title: `Mark ${session_uid} as completed?`,
      body: (
        <p>
          It is shown as done and can be compacted. Nothing of it is removed, and starting it takes the mark away again.
        </p>
      ),
      action: 'Mark as completed',
      run: () => act(() => callFunction('sessions.mark_session_completed', given)),
    });
  const askClearing = (): void =>
    confirm({
      title: `Clear ${session_uid}?`,
      body: (
        <p>
          All {formatCount(stats.total_exposures)} exposures and what was made of them are removed from the session and
          from disk; its 2D classes, maps and templates are forgotten. The configuration, the jobs and the movies stay.
        </p>
      ),
      action: 'Clear',
      danger: true,
      run: () => act(() => callFunction('sessions.clear_session', given)),
    });
  const askDeletion = (): void =>
    confirm({
      title: `Delete ${session_uid}?`,
      body: <p>The session, its exposures and its own jobs go, with their files. The movies stay.</p>,
      action: 'Delete',
      danger: true,
      run: async () => {
        const done = await act(() => callFunction('sessions.delete', given));
        if (done) await navigate({ to: '/projects/$project/sessions', params: { project: project_uid }, search: {} });
        return done;
      },
    });
  return (
    <section className="boxed details-part">
      <h2>Session</h2>
      <dl className="facts">
        <dt>Title</dt>
        <dd>{title}</dd>
        <dt>Status</dt>
        <dd>
          <State status={status} />
        </dd>
        <dt>Folder</dt>
        <dd>
          <code>{session.session_dir}</code>
        </dd>
        <dt>Created</dt>
        <dd>{formatTime(session.created_at)}</dd>
        <dt>Created by</dt>
        <dd>{session.created_by_user_id === null ? '–' : nameOf(people.get(session.created_by_user_id))}</dd>
        <dt>Completed</dt>
        <dd>{formatTime(session.completed_at)}</dd>
        <dt>Exposures</dt>
        <dd>
          {formatCount(stats.total_accepted)} accepted, {formatCount(stats.total_rejected)} rejected,{' '}
          {formatCount(stats.total_failed)} failed
        </dd>
        <dt>Particles</dt>
        <dd>{formatCount(stats.total_extracted_particles)}</dd>
      </dl>
      <div className="job-buttons">
        <Button
          icon="flag"
          disabled={status !== 'paused'}
          title={status === 'completed' ? 'It is marked already.' : stopped}
          onClick={askCompletion}
        >
          Mark as completed…
        </Button>
        <Button icon="clone" onClick={askCloning}>
          Clone…
        </Button>
        <Button icon="clear" disabled={isBusy} title={stopped} onClick={askClearing}>
          Clear…
        </Button>
        <Button icon="trash" tone="danger" disabled={isBusy} title={stopped} onClick={askDeletion}>
          Delete…
        </Button>
      </div>
    </section>
  );
}
