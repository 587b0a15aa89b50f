import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** The priority of new jobs of everybody who has none of their own. */
export function DefaultPriority(): ReactNode {
  const { data } = useCall('config.get', { name: 'default_job_priority', default: 0 });
  const [draft, setDraft] = useState<string | null>(null);
  const stored = typeof data === 'number' ? data : 0;
  const save = async (): Promise<void> => {
    const value = Number(draft);
    if (await act(() => callFunction('config.set_default_job_priority', { value }), 'The priority is set'))
      setDraft(null);
  };
  return (
    <form
      className="boxed admin-part form"
      aria-label="Priority"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>Priority</h2>
      <p className="faint">Of new jobs, unless their maker has one of their own. The highest of a lane goes first.</p>
      <TextField
        label="Priority of new jobs"
        type="number"
        min={0}
        max={100}
        value={draft ?? String(stored)}
        onChange={setDraft}
      />
      <div className="row-end">
        <Button type="submit" disabled={draft === null || Number(draft) === stored}>
          Save
        </Button>
      </div>
    </form>
  );
}
