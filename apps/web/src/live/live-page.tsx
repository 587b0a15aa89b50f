import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import './live.css';
import { useBrowseSearch } from '../browse/search.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Trouble } from '../shell/page-states.js';
import { Configuration } from './configuration.js';
import { Exposures } from './exposures.js';
import { LaterTab, laterTabs, laterTitles } from '../live-jobs/later-tabs.js';
import { LiveHeader } from './live-header.js';

// Curves need a library of their own.
const Overview = lazy(() => import('./overview.js').then((module) => ({ default: module.Overview })));

const tabs = ['configuration', 'overview', 'exposures', ...laterTabs] as const;
const titles = {
  configuration: 'Configuration',
  overview: 'Overview',
  exposures: 'Exposures',
  ...laterTitles,
} as const;

/** A Live session: set up, watched, looked at. */
export function LivePage(): ReactNode {
  const { project = '', session: uid = '' } = useParams({ strict: false });
  const { data: session, error, refetch } = useCall('sessions.find_one', { project_uid: project, session_uid: uid });
  const [search, setSearch] = useBrowseSearch();
  useEffect(() => {
    // Opening is remembered; that it cannot be, in an archived project, does not keep anybody out.
    callFunction('sessions.view', { project_uid: project, session_uid: uid }).catch(() => undefined);
  }, [project, uid]);
  if (session === undefined) return error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />;
  // A new session has to be set up first.
  const usual = session.stats.total_exposures === 0 && session.status === 'paused' ? 'configuration' : 'overview';
  const tab = tabs.find((name) => name === search.view) ?? usual;
  return (
    <div className="with-tabs">
      <LiveHeader session={session} />
      <div className="tabs" role="tablist" aria-label={`Parts of ${uid}`}>
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            onClick={() => setSearch({ view: name })}
          >
            {titles[name]}
          </button>
        ))}
      </div>
      <div className="live-tab" role="tabpanel" aria-label={titles[tab]}>
        {tab === 'configuration' && <Configuration session={session} />}
        {tab === 'overview' && (
          <Suspense fallback={null}>
            <Overview session={session} />
          </Suspense>
        )}
        {tab === 'exposures' && <Exposures session={session} />}
        <LaterTab tab={tab} session={session} />
      </div>
    </div>
  );
}
