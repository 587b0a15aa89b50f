import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { Icon, type IconName } from '../design/icon.js';
import { Menu } from '../design/menu.js';
import { setTheme, themes, useTheme } from '../design/theme.js';
import { isAdmin, logOut, nameOf, useMe } from '../server/account.js';
import { useCall } from '../server/use-call.js';
import { Emblem } from './emblem.js';
import { useNotifications } from './notification-list.js';

const places = [
  { to: '/projects', icon: 'projects', label: 'Projects' },
  { to: '/workspaces', icon: 'workspaces', label: 'All workspaces' },
  { to: '/sessions', icon: 'sessions', label: 'Live sessions' },
  { to: '/jobs', icon: 'jobs', label: 'All jobs' },
] as const;

export function NavigationRail({ onHelp, onNotices }: { onHelp: () => void; onNotices: () => void }): ReactNode {
  const me = useMe();
  const chosen = useTheme();
  const navigate = useNavigate();
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const notices = useNotifications()?.length ?? 0;
  const { data: active = 0 } = useCall('jobs.get_active_count', {});
  return (
    <nav className="rail" aria-label="Main">
      <span className="emblem">
        <Emblem />
      </span>
      {places.map(({ to, icon, label }) => (
        <Place key={to} to={to} icon={icon} label={label} />
      ))}
      <span className="space" />
      <Link to="/queue" className="place" aria-label={`Queue: ${active} jobs active`} title="Queue and running jobs">
        <Icon name="queue" />
        {active > 0 && <span className="badge">{active}</span>}
      </Link>
      <button
        type="button"
        className="place"
        aria-label={`Notices: ${notices}`}
        aria-haspopup="dialog"
        title="Notices"
        onClick={onNotices}
      >
        <Icon name="bell" />
        {notices > 0 && <span className="badge">{notices}</span>}
      </button>
      {isAdmin(me) && <Place to="/admin" icon="admin" label="Administration" />}
      <button type="button" className="place" aria-label="Keyboard help" title="Keyboard help (?)" onClick={onHelp}>
        <Icon name="help" />
      </button>
      <button
        type="button"
        className="place"
        aria-label={`Account of ${nameOf(me)}`}
        aria-haspopup="menu"
        title={nameOf(me)}
        onClick={({ currentTarget }) => {
          const { right, bottom } = currentTarget.getBoundingClientRect();
          setMenu({ x: right + 8, y: bottom });
        }}
      >
        <Icon name="person" />
      </button>
      {menu !== null && (
        <Menu
          label="Account"
          at={menu}
          onClose={() => setMenu(null)}
          entries={[
            { title: `${nameOf(me)} · ${me.emails[0]?.address ?? ''}` },
            { label: 'Your account', icon: 'person', onSelect: () => void navigate({ to: '/account', search: {} }) },
            'line',
            ...themes.map(({ theme, label, icon }) => ({
              label,
              icon,
              checked: theme === chosen,
              stays: true,
              onSelect: () => setTheme(theme),
            })),
            'line',
            { label: 'Log out', icon: 'out', onSelect: () => void logOut() },
          ]}
        />
      )}
    </nav>
  );
}

function Place({
  to,
  icon,
  label,
}: {
  to: '/projects' | '/workspaces' | '/sessions' | '/jobs' | '/admin';
  icon: IconName;
  label: string;
}): ReactNode {
  return (
    <Link to={to} className="place" aria-label={label} title={label} activeOptions={{ includeSearch: false }}>
      <Icon name={icon} />
    </Link>
  );
}
