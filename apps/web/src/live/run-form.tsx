import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Field } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';

const orders = {
  normal: 'As they are found',
  oldest: 'The oldest first',
  latest: 'The latest first',
  alternate: 'One of each in turn',
} as const;

const pauses = {
  disabled: 'Never by itself',
  graceful: 'When no exposure comes, after 2D and refinement have caught up',
  immediate: 'When no exposure comes, as soon as all are ready',
} as const;

/** In which order exposures are taken, and when the session starts and pauses its workers by itself. */
export function RunForm({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, auto_pause, auto_pause_after_idle_minutes: minutes } = session;
  const given = { project_uid, session_uid };
  const pause = (change: Partial<Pick<Session, 'auto_pause' | 'auto_pause_after_idle_minutes'>>): void =>
    void act(() =>
      callFunction('sessions.configure_auto_pause', {
        ...given,
        auto_pause,
        auto_pause_after_idle_minutes: minutes,
        ...change,
      }),
    );
  return (
    <section className="sheet config-part" aria-label="Course">
      <h2>Course</h2>
      <Field label="Order of exposures">
        {(control) => (
          <select
            className="input"
            {...control}
            value={session.exposure_processing_priority}
            onChange={({ target }) =>
              void act(() =>
                callFunction('sessions.set_session_exposure_processing_priority', {
                  ...given,
                  exposure_processing_priority: target.value as keyof typeof orders,
                }),
              )
            }
          >
            {Object.entries(orders).map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Pause">
        {(control) => (
          <select
            className="input"
            {...control}
            value={auto_pause}
            onChange={({ target }) => pause({ auto_pause: target.value as keyof typeof pauses })}
          >
            {Object.entries(pauses).map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      {auto_pause !== 'disabled' && (
        <Field label="After so long without a new exposure (min)">
          {(control) => (
            <input
              className="input"
              {...control}
              key={minutes}
              type="number"
              min={1}
              defaultValue={minutes}
              onBlur={({ target }) => {
                const next = target.valueAsNumber;
                if (Number.isInteger(next) && next >= 1 && next !== minutes)
                  pause({ auto_pause_after_idle_minutes: next });
              }}
            />
          )}
        </Field>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={session.phase_one_wait_for_exposures}
          onChange={({ target }) =>
            void act(() =>
              callFunction('sessions.set_session_phase_one_wait_for_exposures', {
                ...given,
                phase_one_wait_for_exposures: target.checked,
              }),
            )
          }
        />
        Start workers only while there is something to do
      </label>
    </section>
  );
}
