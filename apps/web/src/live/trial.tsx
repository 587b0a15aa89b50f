import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { changedParams, redoneAfter, type LiveParams } from './live-params.js';
import { ParamFields } from './param-fields.js';
import type { MoreOfExposure, SeenExposure } from './seen-exposure.js';

/** Parameters that are tried on one exposure before they are given to others. */
export function TrialDialog({
  session,
  exposure: { uid, more },
  onClose,
}: {
  session: Session;
  exposure: SeenExposure;
  onClose: () => void;
}): ReactNode {
  const { project_uid, session_uid } = session;
  const [params, setParams] = useState<LiveParams>(more?.testParameters ?? session.params);
  const [advanced, setAdvanced] = useState(false);
  const redone = redoneAfter(session.params, params);
  const start = async (): Promise<void> => {
    const picker_type = params.current_picker === 'template' ? 'template' : 'blob';
    const given = { project_uid, session_uid, exposure_uid: uid, picker_type, body: params } as const;
    if (await act(() => callFunction('exposures.reprocess_single_exposure', given))) onClose();
  };
  return (
    <Dialog title={`Try parameters on exposure ${uid}`} kind="slide-over" onClose={onClose}>
      <div className="dialog-body form trial">
        <p className="faint">
          Only this exposure is processed anew, and counts for nothing until its parameters are given to all. Another
          one that is on trial goes back.
        </p>
        <label className="check">
          <input type="checkbox" checked={advanced} onChange={({ target }) => setAdvanced(target.checked)} />
          Advanced parameters
        </label>
        <ParamFields
          params={params}
          advanced={advanced}
          before={session.params}
          wrongOf={() => null}
          onChange={setParams}
        />
      </div>
      <footer className="dialog-foot">
        <span className="faint">{redone === null ? 'Nothing is changed yet.' : `Done anew from ${redone} on.`}</span>
        <span className="space" />
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" disabled={redone === null} onClick={() => void start()}>
          Try
        </Button>
      </footer>
    </Dialog>
  );
}

/** What is on trial, and what becomes of it. */
export function TrialBanner({
  session: { project_uid, session_uid, params, status },
  uid,
  more: { testParameters, stage },
}: {
  session: Session;
  uid: number;
  more: MoreOfExposure;
}): ReactNode {
  if (testParameters === null) return null;
  const changed = changedParams(params, testParameters);
  const words = changed.map(({ name, title, unit }) => {
    const show = (values: LiveParams): string =>
      JSON.stringify(values[name as keyof LiveParams] ?? 'not set').replaceAll('"', '');
    return `${title} ${show(params)} → ${show(testParameters)}${unit === '' ? '' : ` ${unit}`}`;
  });
  const give = (reprocess: boolean, done: string): void =>
    void act(
      () =>
        callFunction('sessions.update_session_params', { project_uid, session_uid, reprocess, body: testParameters }),
      done,
    );
  const waits = stage !== 'ready';
  return (
    <div className="notice trial-banner">
      <p>
        <strong>On trial{waits ? `, at ${stage}` : ''}:</strong> {words.join(', ') || 'the parameters of the session'}.
        {waits && status !== 'running' && ' The session is paused: it is processed once it runs.'}
      </p>
      <div className="tools">
        <Button tone="primary" onClick={() => give(true, 'All exposures are processed with these parameters')}>
          Apply to all
        </Button>
        <Button onClick={() => give(false, 'Exposures from now on are processed with these parameters')}>
          From now on
        </Button>
        <Button
          onClick={() =>
            void act(
              () => callFunction('exposures.reset_exposure', { project_uid, session_uid, exposure_uid: uid }),
              `Exposure ${uid} goes back to the parameters of the session`,
            )
          }
        >
          Drop
        </Button>
      </div>
    </div>
  );
}
