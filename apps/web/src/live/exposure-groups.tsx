import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Button } from '../design/button.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { GroupForm } from './group-form.js';

/** The folders that a session watches. */
export function ExposureGroups({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, exposure_groups: groups } = session;
  return (
    <section className="sheet config-part" aria-label="Exposure groups">
      <header className="admin-head">
        <h2>Exposure groups</h2>
        <Button
          icon="plus"
          onClick={() => void act(() => callFunction('sessions.create_exposure_group', { project_uid, session_uid }))}
        >
          Add a group
        </Button>
      </header>
      {groups.length === 0 && (
        <p className="faint">
          A group is a folder that the microscope writes movies into, with the gain reference that belongs to them. Add
          the first.
        </p>
      )}
      {groups.map((group) => (
        <GroupForm key={`${group.exp_group_id} ${group.final}`} session={session} group={group} />
      ))}
    </section>
  );
}
