import type { Notification } from '@vitreous/schema';
import { useEffect, useRef, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { formatTime } from '../design/format.js';
import { showToast } from '../design/toast.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Empty } from './page-states.js';

/** What the server told this person and was not put away, the newest first; undefined before it answered. */
export function useNotifications(): readonly Notification[] | undefined {
  return useCall('notifications.find', { active: true, order: -1, limit: 100 }).data;
}

/** Shows each notice that comes while the page is open in the corner of the screen. */
export function NotificationToasts(): ReactNode {
  const data = useNotifications();
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (data === undefined) return;
    const before = known.current;
    known.current = new Set(data.map(({ _id }) => _id));
    // What was said before the page was opened is in the list.
    if (before === null) return;
    for (const { _id, message, status } of data) {
      if (before.has(_id)) continue;
      showToast({ tone: status === 'danger' || status === 'warning' ? 'danger' : 'plain', text: message });
    }
  }, [data]);
  return null;
}

/** All notices that were not put away. */
export function NotificationList({ onClose }: { onClose: () => void }): ReactNode {
  const notices = useNotifications() ?? [];
  const putAway = (ids: readonly string[]): void =>
    void act(() =>
      Promise.all(ids.map((id) => callFunction('notifications.deactivate_notification', { notification_id: id }))),
    );
  return (
    <Dialog
      kind="slide-over"
      title="Notices"
      onClose={onClose}
      tools={
        notices.length > 0 && (
          <Button tone="plain" onClick={() => putAway(notices.map(({ _id }) => _id))}>
            Put all away
          </Button>
        )
      }
    >
      <div className="dialog-body">
        {notices.length === 0 && (
          <Empty icon="bell" title="Nothing to tell">
            <p>What was done in the background, and how it ended, is told here.</p>
          </Empty>
        )}
        <ul className="notices">
          {notices.map(({ _id, message, status, created_at, project_uid, job_uid, progress_pct }) => (
            <li key={_id} className={status ?? ''}>
              <p>{message}</p>
              {progress_pct !== null && (
                <progress max={100} value={progress_pct} aria-label={`${progress_pct} % done`} />
              )}
              <span className="by">
                {formatTime(created_at)} {project_uid} {job_uid}
              </span>
              <IconButton icon="close" label="Put this notice away" onClick={() => putAway([_id])} />
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
