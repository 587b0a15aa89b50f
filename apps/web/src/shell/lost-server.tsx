import type { ReactNode } from 'react';
import { Icon } from '../design/icon.js';
import { useServerAnswers } from '../server/connection.js';

/** Says that the server is away; what is shown stays, and goes on by itself. */
export function LostServer(): ReactNode {
  if (useServerAnswers()) return null;
  return (
    <div className="lost-server" role="alert">
      <Icon name="warning" />
      <span>The server does not answer. What you see is from before; this page goes on as soon as it is back.</span>
    </div>
  );
}
