import type { Session } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { SessionNumbers } from '../sessions/session-numbers.js';
import '../sessions/sessions.css';
import { Empty } from '../shell/page-states.js';
import { ExposureShot } from './exposure-shot.js';
import { TimePlot } from './time-plot.js';
import { useExposures } from './use-exposures.js';

const plots = [
  { name: 'ctf_fit_to_A', title: 'CTF fit resolution (Å)' },
  { name: 'average_defocus', title: 'Defocus (Å)' },
  { name: 'total_motion_dist', title: 'Full-frame motion (px)' },
  { name: 'total_blob_picks', title: 'Blob picks' },
] as const;

/** The session at a glance: counts, the latest exposures as they come, and how they turn out over time. */
export function Overview({ session }: { session: Session }): ReactNode {
  const exposures = useExposures(session);
  const [, setSearch] = useBrowseSearch();
  const done = useMemo(
    () => (exposures ?? []).filter(({ attributes }) => attributes.ctf_at > 0).sort((a, b) => a.foundAt - b.foundAt),
    [exposures],
  );
  const series = useMemo(
    () =>
      plots.map(({ name, title }) => ({
        title,
        times: done.map(({ foundAt }) => foundAt),
        values: done.map(({ attributes }) => attributes[name]),
      })),
    [done],
  );
  if (exposures === undefined) return null;
  if (exposures.length === 0) {
    return (
      <Empty icon="sessions" title="No exposures yet">
        <p>
          {session.status === 'running'
            ? 'The watched folders are looked through; movies appear here as soon as they are whole.'
            : 'Set up a folder under Configuration, then start the session.'}
        </p>
      </Empty>
    );
  }
  return (
    <div className="page" tabIndex={0} role="group" aria-label="Overview">
      <div className="overview">
        <div className="boxed">
          <SessionNumbers session={session} />
        </div>
        <section>
          <div className="panel-head">
            <h2>Latest exposures</h2>
          </div>
          <div className="latest">
            {exposures
              .slice(-12)
              .reverse()
              .map((exposure) => (
                <ExposureShot
                  key={exposure.uid}
                  exposure={exposure}
                  selected={false}
                  onSelect={() => setSearch({ view: 'exposures', sel: String(exposure.uid) })}
                />
              ))}
          </div>
        </section>
        <div className="plots">
          {series.map(({ title, times, values }) => (
            <TimePlot key={title} title={title} times={times} values={values} />
          ))}
        </div>
      </div>
    </div>
  );
}
