import { useParams } from '@tanstack/react-router';
import { Suspense, useEffect, type ReactNode } from 'react';
import './live.css';
import { useBrowseSearch } from '../browse/search.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Trouble } from '../shell/page-states.js';
import { LiveHeader } from './live-header.js';
import { liveTabs } from './live-tabs.js';

/** On a narrow screen the tabs are moved along. */
const keepInSight = (tab: HTMLElement | null): void => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

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
  const tab = liveTabs.find(({ name }) => name === (search.view ?? usual)) ?? liveTabs[0];
  if (tab === undefined) return null;
  const { name: shown, title: shownTitle, Part } = tab;
  return (
    <div className="with-tabs">
      <LiveHeader session={session} />
      <div className="tabs live-tabs" role="tablist" aria-label={`Parts of ${uid}`}>
        {liveTabs.map(({ name, title }) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === shown}
            data-title={title}
            ref={name === shown ? keepInSight : undefined}
            onClick={() => setSearch({ view: name, as: undefined, status: undefined, sort: undefined })}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="live-tab" role="tabpanel" aria-label={shownTitle}>
        <Suspense fallback={null}>
          <Part session={session} />
        </Suspense>
      </div>
    </div>
  );
}
