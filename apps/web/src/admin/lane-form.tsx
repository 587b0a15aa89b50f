import type { SchedulerLane } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Field, TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';

/** A new lane, or what is said of one. */
export function LaneForm({ lane, onClose }: { lane: SchedulerLane | undefined; onClose: () => void }): ReactNode {
  const [name, setName] = useState(lane?.name ?? '');
  const [title, setTitle] = useState(lane?.title ?? '');
  const [desc, setDesc] = useState(lane?.desc ?? '');
  const [type, setType] = useState<SchedulerLane['type']>(lane?.type ?? 'node');
  const save = (): Promise<unknown> =>
    callFunction('resources.add_lane', { body: { name: name.trim(), title: title.trim() || name.trim(), desc, type } });
  return (
    <FormDialog
      title={lane === undefined ? 'New lane' : `Lane ${lane.name}`}
      action={lane === undefined ? 'Make the lane' : 'Save'}
      run={save}
      onClose={onClose}
    >
      <TextField
        label="Name"
        required
        readOnly={lane !== undefined}
        hint="Scripts queue to this name; it stays."
        value={name}
        onChange={setName}
        autoFocus={lane === undefined}
      />
      <TextField label="Title" placeholder={name} value={title} onChange={setTitle} />
      <TextField label="What it is for" value={desc} onChange={setDesc} />
      <Field label="Made of">
        {(control) => (
          <select
            className="input"
            {...control}
            disabled={lane !== undefined}
            value={type}
            onChange={({ target }) => setType(target.value === 'cluster' ? 'cluster' : 'node')}
          >
            <option value="node">Machines</option>
            <option value="cluster">A cluster</option>
          </select>
        )}
      </Field>
    </FormDialog>
  );
}
