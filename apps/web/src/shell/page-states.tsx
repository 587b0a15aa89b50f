import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../design/icon.js';
import { Button } from '../design/button.js';
import { sentenceOf } from '../server/call.js';

/** A page, or a part of one, with nothing in it yet: what it is for, and what to do. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** What went wrong with what should stand here. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode {
  return (
    <div role="alert">
      <Empty icon="warning" title="This could not be shown">
        <p>{sentenceOf(error)}</p>
        {onRetry !== undefined && (
          <Button icon="refresh" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Empty>
    </div>
  );
}

export function MissingPage(): ReactNode {
  return (
    <Empty icon="search" title="There is no such page">
      <p>
        The address may be old. <Link to="/projects">Go to your projects</Link>.
      </p>
    </Empty>
  );
}

export function BrokenPage({ error, reset }: ErrorComponentProps): ReactNode {
  return <Trouble error={error} onRetry={reset} />;
}
