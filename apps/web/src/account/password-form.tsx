import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { Button } from '../design/button.js';
import { TextField } from '../design/field.js';
import { formatDay } from '../design/format.js';
import { showToast } from '../design/toast.js';
import { changePassword, useMe } from '../server/account.js';
import { sentenceOf, wrongOf } from '../server/call.js';

/** A new password, by the present one. */
export function PasswordForm(): ReactNode {
  const me = useMe();
  const [present, setPresent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    mutationFn: () => changePassword(present, password),
    meta: { shown: true },
    onSuccess: () => {
      for (const empty of [setPresent, setPassword, setAgain]) empty('');
      showToast({ text: 'Your password is changed; logins elsewhere have ended' });
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  const differs = again !== '' && again !== password;
  const wrong = wrongOf(change.error, 'present');
  return (
    <form className="boxed admin-part form" aria-label="Password" onSubmit={submit}>
      <header className="admin-head">
        <h2>Password</h2>
        <span className="faint">Set {formatDay(me.last_password_changed_at)}</span>
      </header>
      {/* Tells a program that keeps passwords whose this is. */}
      <input
        className="unseen"
        autoComplete="username"
        value={me.emails[0]?.address ?? ''}
        readOnly
        tabIndex={-1}
        aria-hidden
      />
      <TextField
        label="Present password"
        type="password"
        autoComplete="current-password"
        required
        wrong={wrong}
        value={present}
        onChange={setPresent}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={8}
        hint="Eight characters or more. You stay logged in here; everywhere else the new one is asked for."
        value={password}
        onChange={setPassword}
      />
      <TextField
        label="New password once more"
        type="password"
        autoComplete="new-password"
        required
        wrong={differs ? 'This is not the same.' : null}
        value={again}
        onChange={setAgain}
      />
      {change.error !== null && wrong === null && (
        <p className="notice danger" role="alert">
          {sentenceOf(change.error)}
        </p>
      )}
      <div className="row-end">
        <Button
          type="submit"
          tone="primary"
          disabled={present === '' || password === '' || again !== password || change.isPending}
        >
          Change the password
        </Button>
      </div>
    </form>
  );
}
