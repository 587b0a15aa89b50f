import type { Session, SessionConfigProfile, SessionConfigProfileBody } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { TextField } from '../design/field.js';
import { formatDay } from '../design/format.js';
import { isAdmin, nameOf, useMe, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** Set-ups that are kept under a name for all sessions of this instance. */
export function Profiles({ session }: { session: Session }): ReactNode {
  const { data: profiles = [] } = useCall('sessions.get_configuration_profiles', {});
  const [title, setTitle] = useState('');
  const create = async (): Promise<void> => {
    const body = bodyOf(session, title.trim());
    if (await act(() => callFunction('sessions.create_configuration_profile', { body }), `“${body.title}” is kept`))
      setTitle('');
  };
  return (
    <section className="sheet config-part" aria-label="Profiles">
      <h2>Profiles</h2>
      {profiles.length === 0 && (
        <p className="faint">
          Lanes, groups, parameters and course of a session can be kept under a name, and given to the next session.
        </p>
      )}
      <ul className="profiles">
        {profiles.map((profile) => (
          <Profile key={profile._id} session={session} profile={profile} />
        ))}
      </ul>
      <form
        className="input-row"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextField
          label="Keep this session's as"
          placeholder="Krios 2, K3, 105 000×"
          value={title}
          onChange={setTitle}
        />
        <Button type="submit" disabled={title.trim() === ''}>
          Keep
        </Button>
      </form>
    </section>
  );
}

function Profile({ session, profile }: { session: Session; profile: SessionConfigProfile }): ReactNode {
  const me = useMe();
  const people = usePeople();
  const { _id: configuration_id, title, created_by_user_id, last_applied_at } = profile;
  const { project_uid, session_uid } = session;
  const mine = created_by_user_id === me._id || isAdmin(me);
  const paused = session.status === 'paused';
  return (
    <li>
      <span>
        {title}
        <span className="faint">
          {nameOf(people.get(created_by_user_id))}
          {last_applied_at !== null && ` · last used ${formatDay(last_applied_at)}`}
        </span>
      </span>
      <Button
        disabled={!paused}
        title={paused ? undefined : 'Only a paused session can be set up anew.'}
        onClick={() =>
          confirm({
            title: `Apply “${title}”`,
            body: (
              <p>Lanes, exposure groups, parameters and course of this session are replaced by those of the profile.</p>
            ),
            action: 'Apply',
            run: () =>
              act(
                () =>
                  callFunction('sessions.apply_configuration_profile', { project_uid, session_uid, configuration_id }),
                `“${title}” is applied`,
              ),
          })
        }
      >
        Apply
      </Button>
      {mine && (
        <>
          <IconButton
            icon="refresh"
            label={`Replace ${title} by what this session has`}
            onClick={() =>
              void act(
                () =>
                  callFunction('sessions.update_configuration_profile', {
                    configuration_id,
                    body: bodyOf(session, title),
                  }),
                `“${title}” is what this session has`,
              )
            }
          />
          <IconButton
            icon="trash"
            label={`Delete ${title}`}
            onClick={() =>
              confirm({
                title: `Delete “${title}”`,
                body: <p>Sessions that were set up by it stay as they are.</p>,
                action: 'Delete',
                danger: true,
                run: () => act(() => callFunction('sessions.delete_configuration_profile', { configuration_id })),
              })
            }
          />
        </>
      )}
    </li>
  );
}

function bodyOf(session: Session, title: string): SessionConfigProfileBody {
  const { exposure_processing_priority, phase_one_wait_for_exposures, auto_pause, auto_pause_after_idle_minutes } =
    session;
  return {
    title,
    compute_resources: session.compute_resources,
    exp_groups: session.exposure_groups,
    session_params: session.params,
    run_configuration: {
      exposure_processing_priority,
      phase_one_wait_for_exposures,
      auto_pause,
      auto_pause_after_idle_minutes,
    },
  };
}
