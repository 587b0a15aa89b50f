import type { User } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { formatDay } from '../design/format.js';
import { isAdmin, nameOf, useMe } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Trouble } from '../shell/page-states.js';
import { NewUser } from './new-user.js';

/** Everybody with an account. */
export function UsersPanel(): ReactNode {
  const { data, error, refetch } = useCall('users.find', {});
  const [adding, setAdding] = useState(false);
  if (data === undefined) return error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />;
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
            <th scope="col">Since</th>
            <th scope="col">Password</th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map((user) => (
            <UserRow key={user._id} user={user} />
          ))}
        </tbody>
      </table>
      {adding && <NewUser onClose={() => setAdding(false)} />}
    </section>
  );
}

function UserRow({ user }: { user: User }): ReactNode {
  const me = useMe();
  const name = nameOf(user);
  const given = { user_id: user._id };
  const self = user._id === me._id;
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
      <td>{formatDay(user.created_at)}</td>
      <td>
        <PasswordState user={user} />
      </td>
      <td>
        <div className="row-end">
          {user.register_token === null && user.reset_token === null && (
            <Button
              tone="plain"
              onClick={() =>
                void act(() => callFunction('users.request_reset_password', given), `${name} can set a new password`)
              }
            >
              Reset password
            </Button>
          )}
          {!self && (
            <Button
              tone="plain"
              icon="trash"
              onClick={() =>
                confirm({
                  title: `Delete the account of ${name}?`,
                  body: <p>{name} can no longer log in. The projects stay.</p>,
                  action: 'Delete',
                  danger: true,
                  run: () => act(() => callFunction('users.delete', given), `The account of ${name} is deleted`),
                })
              }
            >
              Delete<span className="unseen"> {name}</span>
            </Button>
          )}
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
  return (
    <details>
      <summary>Link for {user.first_name || user.name}</summary>
      <code className="metadata">{link}</code>
    </details>
  );
}
