import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { TextField } from '../design/field.js';
import { logIn } from '../server/account.js';
import { callFunction, sentenceOf } from '../server/call.js';
import { Emblem } from './emblem.js';

export function LoginPage(): ReactNode {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { data: hasAdmin = true } = useQuery({
    queryKey: ['users.admin_exists'],
    queryFn: () => callFunction('users.admin_exists', {}),
  });
  const login = useMutation({ mutationFn: () => logIn(email.trim(), password), meta: { shown: true } });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <main className="login">
      <form className="login-form" onSubmit={submit}>
        <div className="login-head">
          <Emblem size={44} />
          <h1>Vitreous</h1>
          <p className="faint">From movies to a map, while the microscope runs.</p>
        </div>
        {!hasAdmin && (
          <p className="notice">
            <span>
              There is no account yet. Open the link that the server printed when it started: it makes the first.
            </span>
          </p>
        )}
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={setEmail}
          autoFocus
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={setPassword}
        />
        {login.error !== null && (
          <p className="notice danger" role="alert">
            {sentenceOf(login.error)}
          </p>
        )}
        <Button type="submit" tone="primary" disabled={login.isPending}>
          {login.isPending ? 'Logging in…' : 'Log in'}
        </Button>
      </form>
    </main>
  );
}
