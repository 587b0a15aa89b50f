import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { TextField } from '../design/field.js';
import { digestOf } from '../server/account.js';
import { callFunction, sentenceOf } from '../server/call.js';
import { Emblem } from './emblem.js';

/** Where the link leads with which a person sets a password. */
export function SetPasswordPage(): ReactNode {
  const link = new URLSearchParams(window.location.search);
  const [password, setPassword] = useState('');
  const set = useMutation({
    mutationFn: async () => {
      const given = {
        user_id: link.get('user') ?? '',
        token: link.get('token') ?? '',
        body: { password: digestOf(password) },
      };
      await callFunction(link.get('kind') === 'register' ? 'users.register' : 'users.reset_password', given);
    },
    meta: { shown: true },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <main className="login">
      <form className="login-form" onSubmit={submit}>
        <div className="login-head">
          <Emblem size={44} />
          <h1>Set a password</h1>
        </div>
        {set.isSuccess ? (
          <p>
            Your password is set. <a href="/projects">Log in</a>
          </p>
        ) : (
          <>
            <TextField
              label="New password"
              type="password"
              autoComplete="new-password"
              required
              minLength={8}
              hint="Eight characters or more."
              value={password}
              onChange={setPassword}
              autoFocus
            />
            {set.error !== null && (
              <p className="notice danger" role="alert">
                {sentenceOf(set.error)}
              </p>
            )}
            <Button type="submit" tone="primary" disabled={set.isPending}>
              Set the password
            </Button>
          </>
        )}
      </form>
    </main>
  );
}
