import { Link } from '@tanstack/react-router';
import type { Session } from '@vitreous/schema';
import { useEffect, useState, type ReactNode } from 'react';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { formatCount, formatSpan } from '../design/format.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** The state of a session and how fast it goes; starts and pauses it. */
export function LiveHeader({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, status, stats } = session;
  const given = { project_uid, session_uid };
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
        <Rate name="Running for" value={<RunningFor session={session} />} />
        <Rate name="Last exposure" value={<SinceLast session={session} />} />
        <Rate name="Found" value={formatCount(stats.total_exposures)} more={perHour(stats.avg_movies_found_per_hour)} />
        <Rate name="Ready" value={formatCount(stats.total_ready)} more={perHour(stats.avg_movies_ready_per_hour)} />
        <Rate
          name="Accepted"
          value={formatCount(stats.total_accepted)}
          more={share(stats.total_accepted, stats.total_ready)}
        />
        <Rate
          name="In work"
          value={formatCount(stats.total_in_progress)}
          more={`${formatCount(stats.total_queued)} wait`}
        />
        <Rate name="Failed" value={formatCount(stats.total_failed)} tone={stats.total_failed > 0 ? 'danger' : ''} />
        <Rate
          name="Particles"
          value={formatCount(stats.total_extracted_particles)}
          more={perHour(stats.avg_particles_extracted_per_hour)}
        />
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

function Rate({
  name,
  value,
  more = '',
  tone = '',
}: {
  name: string;
  value: ReactNode;
  more?: string;
  tone?: string;
}): ReactNode {
  return (
    <div className={tone}>
      <dt>{name}</dt>
      <dd>
        {value} {more !== '' && <span className="faint">{more}</span>}
      </dd>
    </div>
  );
}

function perHour(count: number): string {
  return count === 0 ? '' : `${formatCount(count)}/h`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((100 * part) / whole)} %`;
}

/** The time, each second. */
function useNowS(): number {
  const [nowS, setNowS] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNowS(Date.now() / 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowS;
}

/** How long the session has been running in all: what was counted when it paused last, and since it was started. */
function RunningFor({ session: { status, elapsed_time, running_at } }: { session: Session }): ReactNode {
  const nowS = useNowS();
  const started = running_at.at(-1);
  const since = status === 'running' && started !== undefined ? nowS - Date.parse(started) / 1000 : 0;
  return formatSpan(elapsed_time + Math.max(0, since));
}

/** How long ago the last exposure was found; marked when it is long for this session. */
function SinceLast({ session }: { session: Session }): ReactNode {
  const nowS = useNowS();
  const { project_uid, session_uid, status, stats } = session;
  const { data } = useCall('exposures.find', {
    project_uid: [project_uid],
    session_uid: [session_uid],
    order: -1,
    limit: 1,
  });
  const found = data?.[0]?.attributes.found_at ?? 0;
  if (found === 0) return '–';
  const usualS = 3600 / Math.max(1, stats.avg_movies_found_per_hour);
  const late = status === 'running' && nowS - found > Math.max(60, 10 * usualS);
  return (
    <span
      className={late ? 'late' : ''}
      title={late ? 'Long for this session: does the microscope still write?' : undefined}
    >
      {formatSpan(nowS - found)} ago
    </span>
  );
}
