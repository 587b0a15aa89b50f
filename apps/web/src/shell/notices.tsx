import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Icon } from '../design/icon.js';
import { useNotice, type Notice } from './notice-setting.js';

/** Notices that were put away in this tab since the last login, by their words. */
const key = 'vitreous-notices';

/** The instance's banner, above every page. */
export function InstanceBanner(): ReactNode {
  const [notice, putAway] = useUnread('instance_banner');
  if (notice === null) return null;
  return (
    <aside className="banner" aria-label="From the administrators">
      <Icon name="flag" />
      <p>
        {notice.title !== '' && <strong>{notice.title} </strong>}
        {notice.body}
      </p>
      <IconButton icon="close" label="Put this notice away" onClick={putAway} />
    </aside>
  );
}

/** What everybody is told once after logging in. */
export function LoginMessage(): ReactNode {
  const [notice, putAway] = useUnread('login_message');
  if (notice === null) return null;
  return (
    <Dialog title={notice.title || 'From the administrators'} onClose={putAway}>
      <p className="dialog-body notice-text">{notice.body}</p>
      <footer className="dialog-foot">
        <Button tone="primary" onClick={putAway}>
          Understood
        </Button>
      </footer>
    </Dialog>
  );
}

function useUnread(name: 'instance_banner' | 'login_message'): [Notice | null, () => void] {
  const notice = useNotice(name);
  const [, setRead] = useState(0);
  const words = `${name} ${notice.title} ${notice.body}`;
  const read = JSON.parse(sessionStorage.getItem(key) ?? '[]') as readonly string[];
  const putAway = (): void => {
    sessionStorage.setItem(key, JSON.stringify([...read, words]));
    setRead(read.length + 1);
  };
  return [notice.active && !read.includes(words) ? notice : null, putAway];
}
