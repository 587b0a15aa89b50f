import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Icon } from '../design/icon.js';
import { ComputeForm } from './compute-form.js';
import { listLiveParams } from './live-params.js';
import { ExposureGroups } from './exposure-groups.js';
import { Profiles } from './profiles.js';
import { RunForm } from './run-form.js';
import { SessionParams } from './session-params.js';

/** Where a session finds movies, on what it works, and how. */
export function Configuration({ session }: { session: Session }): ReactNode {
  return (
    <div className="page configuration" tabIndex={0} role="group" aria-label="Configuration">
      <SessionErrors session={session} />
      <div className="columns">
        <div className="form">
          <ExposureGroups session={session} />
          <ComputeForm session={session} />
          <RunForm session={session} />
          <Profiles session={session} />
        </div>
        <SessionParams key={session.parameter_version} session={session} />
      </div>
    </div>
  );
}

/** What keeps the session from starting. */
function SessionErrors({ session }: { session: Session }): ReactNode {
  if (session.errors.length === 0) return null;
  const needs = [...new Set(session.errors.map(({ loc }) => needOf(loc.map(String))))];
  return (
    <p className="notice warning">
      <Icon name="warning" />
      <span>Before it can start it needs: {needs.join(', ')}.</span>
    </p>
  );
}

/** What is missing, in the words of its field. @param loc where the server found it wrong. */
function needOf(loc: readonly string[]): string {
  const params = listLiveParams(true).flatMap((section) => section.params);
  const title = params.find(({ name }) => loc.includes(name))?.title;
  if (title !== undefined) return title.toLowerCase();
  if (loc.includes('exposure_groups')) return 'an exposure group in use';
  if (loc.includes('phase_one_lane')) return 'a lane of the exposures';
  return loc.join(' ').replaceAll('_', ' ');
}
