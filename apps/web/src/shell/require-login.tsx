import { ApiError } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { useCall } from '../server/use-call.js';
import { LoginPage } from './login-page.js';
import { SetPasswordPage } from './set-password-page.js';

/** Shows what it holds to people who are logged in, and the login to others, at the same address. */
export function RequireLogin({ children }: { children: ReactNode }): ReactNode {
  const { data, error, isPending } = useCall('users.me', {}, { still: true });
  // The link comes to somebody who cannot log in yet.
  if (window.location.pathname === '/set-password') return <SetPasswordPage />;
  const refused = error instanceof ApiError && error.status === 401;
  if (refused) return <LoginPage />;
  // Before the first answer nothing is known; a missing server is told of above.
  if (isPending || data === undefined) return null;
  return children;
}
