import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { listLiveParams, redoneAfter, type LiveParam, type LiveParams } from './live-params.js';

/** How a session processes its exposures, from what the parameters say of themselves. */
export function SessionParams({ session }: { session: Session }): ReactNode {
  const [params, setParams] = useState<LiveParams>(session.params);
  const [advanced, setAdvanced] = useState(false);
  const { project_uid, session_uid } = session;
  const redone = redoneAfter(session.params, params);
  const dirty = JSON.stringify(params) !== JSON.stringify(session.params);
  const save = (): void =>
    void act(
      () => callFunction('sessions.update_session_params', { project_uid, session_uid, body: params }),
      'The parameters are saved',
    );
  return (
    <section className="boxed config-part">
      <header className="admin-head">
        <h2>Parameters</h2>
        <label className="check">
          <input type="checkbox" checked={advanced} onChange={({ target }) => setAdvanced(target.checked)} />
          Advanced
        </label>
      </header>
      {listLiveParams(advanced).map(({ title, params: inside }) =>
        inside.length === 0 ? null : (
          <fieldset key={title} className="param-grid">
            <legend>{title}</legend>
            {inside.map((param) => (
              <LiveField
                key={param.name}
                param={param}
                value={params[param.name as keyof LiveParams]}
                needed={session.errors.some(({ loc }) => loc.includes(param.name))}
                onChange={(value) => setParams({ ...params, [param.name]: value })}
              />
            ))}
          </fieldset>
        ),
      )}
      <footer className="save-row">
        <span className="faint">
          {!dirty
            ? 'All is saved.'
            : redone !== null && session.stats.total_exposures > 0
              ? `Exposures are processed again from ${redone} on.`
              : 'Not saved yet.'}
        </span>
        <Button disabled={!dirty} onClick={() => setParams(session.params)}>
          Undo
        </Button>
        <Button tone="primary" disabled={!dirty} onClick={save}>
          Save
        </Button>
      </footer>
    </section>
  );
}

function LiveField({
  param: { name, title, unit },
  value,
  needed,
  onChange,
}: {
  param: LiveParam;
  value: unknown;
  /** The session cannot start without it; 0 stands for nothing given. */
  needed: boolean;
  onChange: (value: unknown) => void;
}): ReactNode {
  if (typeof value === 'boolean') {
    return (
      <label className="check">
        <input type="checkbox" checked={value} onChange={({ target }) => onChange(target.checked)} />
        {title}
      </label>
    );
  }
  return (
    <Field label={unit === '' ? title : `${title} (${unit})`}>
      {(control) =>
        name === 'current_picker' ? (
          <select
            className="input"
            {...control}
            value={String(value)}
            onChange={({ target }) => onChange(target.value)}
          >
            <option value="blob">Blob</option>
            <option value="template">Template</option>
          </select>
        ) : (
          <input
            className="input"
            {...control}
            type="number"
            step="any"
            aria-required={needed}
            placeholder={needed ? 'Needed' : 'Not set'}
            value={typeof value === 'number' && !(needed && value === 0) ? value : ''}
            onChange={({ target }) => onChange(target.value === '' ? null : target.valueAsNumber)}
          />
        )
      }
    </Field>
  );
}
