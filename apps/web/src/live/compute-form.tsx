import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Field } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

type Compute = Session['compute_resources'];

const parts = [
  { lane: 'phase_one_lane', label: 'Lane of the exposures', hint: 'Motion, CTF, picking, extraction' },
  { lane: 'phase_two_lane', label: 'Lane of streaming 2D and refinement', hint: undefined },
  { lane: 'auxiliary_lane', label: 'Lane of other jobs', hint: 'Ab-initio, exports' },
] as const;

/** On what a session works; each choice is saved at once. */
export function ComputeForm({ session }: { session: Session }): ReactNode {
  const { data: lanes = [] } = useCall('resources.find_lanes', {});
  const { project_uid, session_uid, compute_resources: compute } = session;
  const save = (change: Partial<Compute>): void => {
    const body = { ...compute, ...change };
    void act(() => callFunction('sessions.update_compute_configuration', { project_uid, session_uid, body }));
  };
  return (
    <section className="sheet config-part">
      <h2>Workers</h2>
      {parts.map(({ lane, label, hint }) => (
        <Field
          key={lane}
          label={label}
          hint={hint}
          wrong={session.errors.some(({ loc }) => loc.includes(lane)) ? 'Choose a lane.' : null}
        >
          {(control) => (
            <select
              className="input"
              {...control}
              value={compute[lane] ?? ''}
              onChange={({ target }) => save({ [lane]: target.value === '' ? null : target.value })}
            >
              <option value="">None chosen</option>
              {lanes.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title || name}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
      <Field label="Workers for exposures" hint="How many exposures are processed side by side.">
        {(control) => (
          <input
            className="input"
            {...control}
            key={compute.phase_one_gpus}
            type="number"
            min={1}
            max={64}
            defaultValue={compute.phase_one_gpus}
            onBlur={({ target }) => {
              const count = target.valueAsNumber;
              if (Number.isInteger(count) && count !== compute.phase_one_gpus) save({ phase_one_gpus: count });
            }}
          />
        )}
      </Field>
    </section>
  );
}
