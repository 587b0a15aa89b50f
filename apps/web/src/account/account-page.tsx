import type { ReactNode } from 'react';
import '../admin/admin.css';
import { Fact } from '../browse/sidebar.js';
import { Icon } from '../design/icon.js';
import { setTheme, themes, useTheme } from '../design/theme.js';
import { isAdmin, useMe } from '../server/account.js';
import { useCall } from '../server/use-call.js';
import { PasswordForm } from './password-form.js';
import { ProfileForm } from './profile-form.js';

/** A person's own account: what they change themselves, and what administrators have set of it. */
export function AccountPage(): ReactNode {
  return (
    <div className="page">
      <h1 className="unseen">Your account</h1>
      <div className="admin">
        <div className="admin-two">
          <ProfileForm />
          <PasswordForm />
          <Appearance />
          <Allowed />
        </div>
      </div>
    </div>
  );
}

function Appearance(): ReactNode {
  const chosen = useTheme();
  return (
    <section className="boxed admin-part form" aria-label="Appearance">
      <h2>Appearance</h2>
      <p className="faint">In this browser.</p>
      <span className="segments" role="group" aria-label="Colours of the page">
        {themes.map(({ theme, label, icon }) => (
          <button key={theme} type="button" aria-pressed={theme === chosen} onClick={() => setTheme(theme)}>
            <Icon name={icon} />
            {label}
          </button>
        ))}
      </span>
    </section>
  );
}

function Allowed(): ReactNode {
  const me = useMe();
  const { data: folders } = useCall('users.get_my_file_browser_settings', {}, { still: true });
  const { data: usual } = useCall('config.get', { name: 'default_job_priority', default: 0 }, { still: true });
  const admin = isAdmin(me);
  const { defaultJobPriority, userCanSetJobPriority } = me.state;
  const prefixes = folders?.allowed_prefixes ?? [];
  return (
    <section className="boxed admin-part" aria-label="What you may use">
      <h2>What you may use</h2>
      <dl className="facts">
        <Fact name="Role">{admin ? 'Administrator' : 'User'}</Fact>
        <Fact name="Lanes">{admin || me.lanes.length === 0 ? 'All' : me.lanes.join(', ')}</Fact>
        <Fact name="Priority of jobs">
          {defaultJobPriority ?? (typeof usual === 'number' ? usual : 0)}
          {(admin || userCanSetJobPriority) && ', which you may change'}
        </Fact>
        <Fact name="Folders">
          {prefixes.length === 0
            ? 'All that the server may read'
            : prefixes.map((prefix) => (
                <code key={prefix} className="code">
                  {prefix}{' '}
                </code>
              ))}
        </Fact>
      </dl>
      {!admin && <p className="faint">Administrators set these.</p>}
    </section>
  );
}
