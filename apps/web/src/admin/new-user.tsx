import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { TextField } from '../design/field.js';
import { callFunction, sentenceOf } from '../server/call.js';
import { queryClient } from '../server/query-client.js';

/** The form of a new account; its person sets the password with a link. */
export function NewUser({ onClose }: { onClose: () => void }): ReactNode {
  const [email, setEmail] = useState('');
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [admin, setAdmin] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      callFunction('users.create', {
        email: email.trim(),
        username: email.trim().replace(/@.*/, ''),
        first_name: first.trim(),
        last_name: last.trim(),
        role: admin ? 'admin' : 'user',
      }),
    meta: { shown: true },
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onClose();
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog kind="slide-over" title="New person" onClose={onClose}>
      <form className="create" onSubmit={submit}>
        <div className="dialog-body form">
          <TextField label="E-mail" type="email" required value={email} onChange={setEmail} autoFocus />
          <TextField label="First name" required value={first} onChange={setFirst} />
          <TextField label="Last name" required value={last} onChange={setLast} />
          <label className="check">
            <input type="checkbox" checked={admin} onChange={({ target }) => setAdmin(target.checked)} />
            Administrator
          </label>
          <p className="faint">The list then has a link with which this person sets a password: hand it over.</p>
          {create.error !== null && (
            <p className="notice danger" role="alert">
              {sentenceOf(create.error)}
            </p>
          )}
        </div>
        <footer className="dialog-foot">
          <Button type="submit" tone="primary" disabled={create.isPending}>
            Make the account
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
