import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Field, TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** Asks where a compacted session's data are made again. */
export function RestoreDialog({ session, onClose }: { session: Session; onClose: () => void }): ReactNode {
  const { project_uid, session_uid, compute_resources: compute } = session;
  const { data: lanes = [] } = useCall('resources.find_lanes', {});
  const [lane, setLane] = useState(compute.phase_one_lane ?? '');
  const [workers, setWorkers] = useState(String(compute.phase_one_gpus));
  const phase_one_lane = lane || (lanes[0]?.name ?? null);
  const restore = async (): Promise<void> => {
    const body = { ...compute, phase_one_lane, phase_one_gpus: Number(workers) };
    if (await act(() => callFunction('sessions.restore_session', { project_uid, session_uid, body }))) onClose();
  };
  return (
    <Dialog title={`Restore ${session_uid}`} onClose={onClose}>
      <div className="dialog-body form">
        <p>
          Micrographs, pictures and particle stacks are made again from the movies, with the parameters of each
          exposure. Picks stay as they are.
        </p>
        <Field label="Lane">
          {(control) => (
            <select
              className="input"
              {...control}
              value={phase_one_lane ?? ''}
              onChange={({ target }) => setLane(target.value)}
            >
              {lanes.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title || name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextField label="Workers" inputMode="numeric" value={workers} onChange={setWorkers} />
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" disabled={!(Number(workers) >= 1)} onClick={() => void restore()}>
          Restore
        </Button>
      </footer>
    </Dialog>
  );
}
