import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { watchServer } from '../server/updates.js';
import { CreateDialog } from '../browse/create-dialog.js';
import { JobDialogSlot } from '../jobs/job-dialog-slot.js';
import { Breadcrumbs } from './breadcrumbs.js';
import { Icon } from '../design/icon.js';
import { KeyboardHelp } from './keyboard-help.js';
import { NavigationRail } from './navigation-rail.js';
import { HeaderSlot } from './header-slot.js';
import { isTyping } from './is-typing.js';
import { NotificationList, NotificationToasts } from './notification-list.js';
import { InstanceBanner, LoginMessage } from './notices.js';

const QuickSwitcher = lazy(() => import('./quick-switcher.js').then((module) => ({ default: module.QuickSwitcher })));

/** All that stands around a page. */
export function Shell(): ReactNode {
  useEffect(watchServer, []);
  const [open, setOpen] = useState<'switcher' | 'help' | 'notices' | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen('switcher');
      } else if (event.key === '?' && !isTyping(event)) {
        setOpen('help');
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const close = (): void => setOpen(null);
  return (
    <div className="shell">
      <NavigationRail onHelp={() => setOpen('help')} onNotices={() => setOpen('notices')} />
      <header className="bar">
        <Breadcrumbs />
        <button type="button" className="jump" onClick={() => setOpen('switcher')}>
          <Icon name="search" />
          <span>Jump to…</span>
          <kbd>{/Mac/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <HeaderSlot />
      </header>
      <div className="under-bar">
        <InstanceBanner />
        <main className="content">
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <JobDialogSlot />
      <CreateDialog />
      <LoginMessage />
      {open === 'switcher' && (
        <Suspense fallback={null}>
          <QuickSwitcher onClose={close} />
        </Suspense>
      )}
      <NotificationToasts />
      {open === 'notices' && <NotificationList onClose={close} />}
      {open === 'help' && <KeyboardHelp onClose={close} />}
    </div>
  );
}
