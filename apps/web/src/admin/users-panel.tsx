import type { User } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { copyText } from '../design/copy-text.js';
import { formatDay } from '../design/format.js';
import { MenuButton } from '../design/menu-button.js';
import { isAdmin, nameOf, useMe } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Trouble } from '../shell/page-states.js';
import { NewUser } from './new-user.js';
import { UserSettings } from './user-settings.js';

/** Everybody with an account. */
export function UsersPanel(): ReactNode {
  const { data, error, refetch } = useCall('users.find', {});
  const [adding, setAdding] = useState(false);
  const [setting, setSetting] = useState<string | null>(null);
  if (data === undefined) return error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />;
  const chosen = data.find(({ _id }) => _id === setting);
  return (
    <section className="admin">
      <header className="admin-head">
        <h2>People</h2>
        <Button tone="primary" icon="plus" onClick={() => setAdding(true)}>
          New person
        </Button>
      </header>
      <table className="rows boxed">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">E-mail</th>
            <th scope="col">Role</th>
            <th scope="col">Lanes</th>
            <th scope="col">Since</th>
            <th scope="col">Password</th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map((user) => (
            <UserRow key={user._id} user={user} onSettings={() => setSetting(user._id)} />
          ))}
        </tbody>
      </table>
      {adding && <NewUser onClose={() => setAdding(false)} />}
      {chosen !== undefined && <UserSettings user={chosen} onClose={() => setSetting(null)} />}
    </section>
  );
}

function UserRow({ user, onSettings }: { user: User; onSettings: () => void }): ReactNode {
  const me = useMe();
  const name = nameOf(user);
  const given = { user_id: user._id };
  const self = user._id === me._id;
  const waiting = user.register_token !== null || user.reset_token !== null;
  return (
    <tr>
      <td>
        {name}
        {self && <span className="faint"> (you)</span>}
      </td>
      <td>{user.emails[0]?.address}</td>
      <td>
        <select
          className="input"
          aria-label={`Role of ${name}`}
          value={isAdmin(user) ? 'admin' : 'user'}
          disabled={self}
          title={self ? 'Somebody else has to change your own role.' : undefined}
          onChange={({ target }) =>
            void act(() =>
              callFunction('users.set_role', { ...given, role: target.value === 'admin' ? 'admin' : 'user' }),
            )
          }
        >
          <option value="user">User</option>
          <option value="admin">Administrator</option>
        </select>
      </td>
      <td>{isAdmin(user) || user.lanes.length === 0 ? <span className="faint">All</span> : user.lanes.join(', ')}</td>
      <td>{formatDay(user.created_at)}</td>
      <td>
        <PasswordState user={user} />
      </td>
      <td>
        <div className="row-end">
          <MenuButton
            label={`Actions of ${name}`}
            entries={[
              { label: 'Settings…', icon: 'edit', onSelect: onSettings },
              {
                label: 'Reset password',
                icon: 'refresh',
                disabled: waiting ? 'There is a link for that already.' : undefined,
                onSelect: () =>
                  void act(
                    () => callFunction('users.request_reset_password', given),
                    `A link for ${name} is in the list`,
                  ),
              },
              'line',
              {
                label: 'Delete the account',
                icon: 'trash',
                danger: true,
                disabled: self ? 'Somebody else has to delete your own account.' : undefined,
                onSelect: () =>
                  confirm({
                    title: `Delete the account of ${name}?`,
                    body: <p>{name} can no longer log in. The projects stay.</p>,
                    action: 'Delete',
                    danger: true,
                    run: () => act(() => callFunction('users.delete', given), `The account of ${name} is deleted`),
                  }),
              },
            ]}
          />
        </div>
      </td>
    </tr>
  );
}

/** A person sets a password with a token, which an administrator hands over. */
function PasswordState({ user }: { user: User }): ReactNode {
  const kind = user.register_token === null ? 'reset' : 'register';
  const token = user.register_token ?? user.reset_token;
  if (token === null) return <>Set {formatDay(user.last_password_changed_at)}</>;
  const link = `${window.location.origin}/set-password?kind=${kind}&user=${user._id}&token=${token}`;
  const first = user.first_name || user.name;
  return (
    <details>
      <summary>Link for {first}</summary>
      <code className="metadata">{link}</code>{' '}
      <Button tone="plain" icon="copy" onClick={() => void copyText(link, `The link for ${first} is copied`)}>
        Copy
      </Button>
    </details>
  );
}
