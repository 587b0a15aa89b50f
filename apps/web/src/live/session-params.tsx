import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { redoneAfter, type LiveParams, type SectionTitle } from './live-params.js';
import { ParamFields } from './param-fields.js';
import { wrongIn } from './session-errors.js';

/** How a session processes its exposures; what is saved holds for all of them or for those that come. */
export function SessionParams({
  session,
  title = 'Parameters',
  sections,
}: {
  session: Session;
  title?: string;
  sections?: readonly SectionTitle[];
}): ReactNode {
  const [params, setParams] = useState<LiveParams>(session.params);
  const [advanced, setAdvanced] = useState(false);
  const { project_uid, session_uid, stats } = session;
  const redone = redoneAfter(session.params, params);
  const dirty = JSON.stringify(params) !== JSON.stringify(session.params);
  const matters = redone !== null && stats.total_exposures > 0;
  const save = (reprocess: boolean, done: string): void =>
    void act(
      () => callFunction('sessions.update_session_params', { project_uid, session_uid, reprocess, body: params }),
      done,
    );
  return (
    <section className="sheet config-part" aria-label={title}>
      <header className="admin-head">
        <h2>{title}</h2>
        <label className="check">
          <input type="checkbox" checked={advanced} onChange={({ target }) => setAdvanced(target.checked)} />
          Advanced
        </label>
      </header>
      <ParamFields
        params={params}
        advanced={advanced}
        {...(sections === undefined ? {} : { sections })}
        before={session.params}
        wrongOf={(name) => wrongIn(session, params, name)}
        onChange={setParams}
      />
      <footer className="save-row">
        <span className="faint">
          {!dirty
            ? 'All is saved.'
            : matters
              ? `Changed: exposures are done anew from ${redone} on.`
              : 'Not saved yet.'}
        </span>
        <Button disabled={!dirty} onClick={() => setParams(session.params)}>
          Undo
        </Button>
        {matters && (
          <Button onClick={() => save(false, 'The parameters hold for exposures from now on')}>From now on</Button>
        )}
        <Button tone="primary" disabled={!dirty} onClick={() => save(true, 'The parameters are saved')}>
          {matters ? 'Apply to all' : 'Save'}
        </Button>
      </footer>
    </section>
  );
}
