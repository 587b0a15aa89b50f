import { Link } from '@tanstack/react-router';
import type { Session } from '@vitreous/schema';
import { useEffect, useState, type ReactNode } from 'react';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { formatCount, formatSpan } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useExposures } from './use-exposures.js';

/** The state of a session and how fast it goes; starts and pauses it. */
export function LiveHeader({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, status, stats } = session;
  const given = { project_uid, session_uid };
  const exposures = useExposures(session);
  const last = exposures?.reduce((latest, { foundAt }) => Math.max(latest, foundAt), 0) ?? 0;
  const running = status === 'running';
  const hindered = session.errors.length > 0 ? 'Something is missing in the configuration.' : undefined;
  return (
    <section className="live-head" aria-label="State of the session">
      <State status={session.is_gracefully_pausing ? 'pausing' : status} />
      {running ? (
        <Button icon="pause" onClick={() => void act(() => callFunction('sessions.pause', given))}>
          Pause
        </Button>
      ) : (
        <Button
          tone="primary"
          icon="play"
          disabled={hindered !== undefined || !['paused', 'completed'].includes(status)}
          title={hindered}
          onClick={() => void act(() => callFunction('sessions.start', given))}
        >
          Start
        </Button>
      )}
      <dl className="rates">
        <Rate name="Found" value={formatCount(stats.total_exposures)} />
        <Rate name="Ready" value={formatCount(stats.total_ready)} />
        <Rate name="In progress" value={formatCount(stats.total_in_progress)} />
        <Rate name="Failed" value={formatCount(stats.total_failed)} />
        <Rate name="Particles" value={formatCount(stats.total_extracted_particles)} />
        <Rate name="Found per hour" value={formatCount(stats.avg_movies_found_per_hour)} />
        <Rate name="Ready per hour" value={formatCount(stats.avg_movies_ready_per_hour)} />
        <Rate name="Last exposure" value={<SinceLast lastS={last} />} />
      </dl>
      <Link
        className="button"
        to="/projects/$project/workspaces/$workspace"
        params={{ project: project_uid, workspace: session.uid }}
        search={{}}
      >
        View jobs
      </Link>
    </section>
  );
}

function Rate({ name, value }: { name: string; value: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** How long ago the last exposure was found. @param lastS seconds since 1970; 0 for none. */
function SinceLast({ lastS }: { lastS: number }): ReactNode {
  const [nowS, setNowS] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNowS(Date.now() / 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  return lastS === 0 ? '–' : `${formatSpan(nowS - lastS)} ago`;
}
