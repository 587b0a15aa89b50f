import { useQuery } from '@tanstack/react-query';
import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { IconButton, Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { countOf, formatBytes, formatCount, formatTime } from '../design/format.js';
import { act } from '../server/act.js';
import { callApi, callFunction } from '../server/call.js';
import { RestoreDialog } from './restore-dialog.js';

const categories = [
  ['raw', 'Movies', 'Links only; compaction leaves them'],
  ['micrographs', 'Micrographs', 'Removed by compaction'],
  ['thumbnails', 'Pictures', 'Removed by compaction'],
  ['particles', 'Particle stacks', 'Removed by compaction'],
  ['metadata', 'Picks and tables', 'Kept'],
] as const;

/** What a session's data take on disk; gives the room of what can be made again back, and makes it again. */
export function DataManagement({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, status, data_management: data } = session;
  const given = { project_uid, session_uid };
  const [measuring, setMeasuring] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const total = categories.reduce((sum, [name]) => sum + data[name].size, 0);
  const freed = (['micrographs', 'thumbnails', 'particles'] as const).reduce((sum, name) => sum + data[name].size, 0);
  const measure = async (): Promise<void> => {
    setMeasuring(true);
    await act(() => callApi('/live/measure', 'POST', { body: given }));
    setMeasuring(false);
  };
  const askCompaction = (): void =>
    confirm({
      title: `Compact ${session_uid}?`,
      body: (
        <>
          <p>
            Micrographs, particle stacks and pictures are removed: about {formatBytes(freed)}. Picks, results and jobs
            stay, and movies are not touched.
          </p>
          <p>As long as the movies are where they are, all of it can be restored.</p>
        </>
      ),
      action: 'Compact',
      run: () => act(() => callFunction('sessions.compact_session', given)),
    });
  const canCompact = status === 'paused' || status === 'completed';
  return (
    <section className="boxed details-part" aria-label="Data management">
      <header className="details-head">
        <h2>Data on disk</h2>
        <IconButton icon="refresh" label="Measure sizes now" disabled={measuring} onClick={() => void measure()} />
      </header>
      <table className="rows">
        <tbody>
          {categories.map(([name, title, fate]) => (
            <tr key={name}>
              <th scope="row">
                {title}
                <span className="faint">{data[name].status === 'active' ? fate : data[name].status}</span>
              </th>
              <td className="number">{formatBytes(data[name].size)}</td>
            </tr>
          ))}
          <tr className="total">
            <th scope="row">Together</th>
            <td className="number">{formatBytes(total)}</td>
          </tr>
        </tbody>
      </table>
      {total === 0 && session.stats.total_exposures > 0 && (
        <p className="faint">Not measured yet: that is done each quarter of an hour, and when the session pauses.</p>
      )}
      {(status === 'compacting' || status === 'restoring') && <Progress session={session} />}
      {status === 'restoration_failed' && (
        <p className="notice danger">The last restoration failed; the notices say why. It can be begun again.</p>
      )}
      <div className="job-buttons">
        {status === 'compacted' || status === 'restoration_failed' ? (
          <Button tone="primary" icon="refresh" onClick={() => setRestoring(true)}>
            Restore…
          </Button>
        ) : (
          <Button
            icon="archive"
            disabled={!canCompact}
            title={canCompact ? undefined : 'Pause the session first.'}
            onClick={askCompaction}
          >
            Compact…
          </Button>
        )}
      </div>
      {session.last_compacted_at !== null && (
        <p className="faint">
          Compacted {formatTime(session.last_compacted_at)}: {formatBytes(session.last_compacted_amount)}
          {session.compacted_exposures_count > 0 &&
            ` of ${countOf(session.compacted_exposures_count, 'exposure')}`}{' '}
          were freed.
        </p>
      )}
      {session.last_restored_at !== null && (
        <p className="faint">
          Restored {formatTime(session.last_restored_at)}: {formatBytes(session.last_restored_amount)}.
        </p>
      )}
      {restoring && <RestoreDialog session={session} onClose={() => setRestoring(false)} />}
    </section>
  );
}

/** How far compaction or restoration is, from the notice that tells of it. */
function Progress({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, status } = session;
  const { data = [] } = useQuery({
    queryKey: ['notifications.find', project_uid, status],
    queryFn: ({ signal }) => callFunction('notifications.find', { project_uid: [project_uid], active: true }, signal),
    refetchInterval: 1500,
  });
  const notice = data
    .filter(({ message, progress_pct }) => progress_pct !== null && message.includes(session_uid))
    .at(-1);
  const percent = notice?.progress_pct ?? 0;
  return (
    <div className="progress-line">
      <progress max={100} value={percent} aria-label={status === 'compacting' ? 'Compaction' : 'Restoration'} />
      <span>{formatCount(Math.round(percent))} %</span>
    </div>
  );
}
