import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Icon } from '../design/icon.js';
import { ComputeForm } from './compute-form.js';
import { ExposureGroups } from './exposure-groups.js';
import { SessionParams } from './session-params.js';

/** Where a session finds movies, on what it works, and how. */
export function Configuration({ session }: { session: Session }): ReactNode {
  return (
    <div className="page configuration">
      <SessionErrors session={session} />
      <div className="columns">
        <div className="form">
          <ExposureGroups session={session} />
          <ComputeForm session={session} />
        </div>
        <SessionParams key={session.parameter_version} session={session} />
      </div>
    </div>
  );
}

/** What keeps the session from starting. */
function SessionErrors({ session }: { session: Session }): ReactNode {
  if (session.errors.length === 0) return null;
  const places = session.errors.map(({ loc }) => loc.filter((part) => typeof part === 'string').join(' '));
  return (
    <p className="notice warning">
      <Icon name="warning" />
      <span>Before it can start it needs: {[...new Set(places)].join(', ').replaceAll('_', ' ')}.</span>
    </p>
  );
}
