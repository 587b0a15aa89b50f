import type { ReactNode } from 'react';
import './admin.css';
import '../jobs/jobs.css';
import { useBrowseSearch } from '../browse/search.js';
import { QueuePage } from '../jobs/queue-page.js';
import { isAdmin, useMe } from '../server/account.js';
import { Empty } from '../shell/page-states.js';
import { InstancePanel } from './instance-panel.js';
import { LanesPanel } from './lanes-panel.js';
import { UsersPanel } from './users-panel.js';

const tabs = ['People', 'Lanes', 'Instance', 'Current jobs'] as const;

/** What administrators look after. */
export function AdminPage(): ReactNode {
  const me = useMe();
  const [{ view }, setSearch] = useBrowseSearch();
  const tab = tabs.find((name) => name === view) ?? 'People';
  if (!isAdmin(me)) {
    return (
      <Empty icon="admin" title="This is for administrators">
        <p>Ask one of them for what you need.</p>
      </Empty>
    );
  }
  return (
    <div className="with-tabs">
      <h1 className="unseen">Administration</h1>
      <div className="tabs" role="tablist" aria-label="Administration">
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            onClick={() => setSearch({ view: name })}
          >
            {name}
          </button>
        ))}
      </div>
      {tab === 'Current jobs' ? (
        <div className="admin-jobs" role="tabpanel" aria-label={tab}>
          <QueuePage />
        </div>
      ) : (
        <div className="page" role="tabpanel" aria-label={tab} tabIndex={0}>
          {tab === 'People' ? <UsersPanel /> : tab === 'Lanes' ? <LanesPanel /> : <InstancePanel />}
        </div>
      )}
    </div>
  );
}
