import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { countOf } from '../design/format.js';
import { TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';

/** Makes the template picker that of the session, for all exposures or for those that come. */
export function UseTemplates({ session, onClose }: { session: Session; onClose: () => void }): ReactNode {
  const { project_uid, session_uid, params, stats } = session;
  const [diameter, setDiameter] = useState(String(params.template_diameter ?? params.blob_diameter_max));
  const [all, setAll] = useState(true);
  const template_diameter = Number(diameter);
  const use = async (): Promise<void> => {
    const body = { ...params, current_picker: 'template' as const, template_diameter };
    const done = await act(
      () => callFunction('sessions.update_session_params', { project_uid, session_uid, body, reprocess: all }),
      'The session picks with templates',
    );
    if (done) onClose();
  };
  return (
    <Dialog title="Pick with these templates" onClose={onClose}>
      <div className="dialog-body form">
        <TextField label="Particle diameter (Å)" inputMode="decimal" value={diameter} onChange={setDiameter} />
        <fieldset className="choices">
          <legend className="label">For which exposures</legend>
          <label className="check">
            <input type="radio" name="which" checked={all} onChange={() => setAll(true)} />
            All: {countOf(stats.total_exposures, 'exposure')} found so far are picked again
          </label>
          <label className="check">
            <input type="radio" name="which" checked={!all} onChange={() => setAll(false)} />
            Only those that come
          </label>
        </fieldset>
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" disabled={!(template_diameter > 0)} onClick={() => void use()}>
          Pick with templates
        </Button>
      </footer>
    </Dialog>
  );
}
