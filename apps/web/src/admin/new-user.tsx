import { useState, type ReactNode } from 'react';
import { TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';

/** The form of a new account; its person sets the password with a link. */
export function NewUser({ onClose }: { onClose: () => void }): ReactNode {
  const [email, setEmail] = useState('');
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [admin, setAdmin] = useState(false);
  const create = (): Promise<unknown> =>
    callFunction('users.create', {
      email: email.trim(),
      username: email.trim().replace(/@.*/, ''),
      first_name: first.trim(),
      last_name: last.trim(),
      role: admin ? 'admin' : 'user',
    });
  return (
    <FormDialog title="New person" action="Make the account" run={create} onClose={onClose}>
      <TextField label="E-mail" type="email" required value={email} onChange={setEmail} autoFocus />
      <TextField label="First name" required value={first} onChange={setFirst} />
      <TextField label="Last name" required value={last} onChange={setLast} />
      <label className="check">
        <input type="checkbox" checked={admin} onChange={({ target }) => setAdmin(target.checked)} />
        Administrator
      </label>
      <p className="faint">The list then has a link with which this person sets a password: hand it over.</p>
    </FormDialog>
  );
}
