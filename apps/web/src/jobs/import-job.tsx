import { useState, type ReactNode } from 'react';
import { Field, TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';

interface Props {
  readonly project: string;
  readonly workspace: string;
  readonly onClose: () => void;
}

/** Takes in what was exported, from this project or another: a whole job, or results alone. */
export function ImportJob({ project, workspace, onClose }: Props): ReactNode {
  const [kind, setKind] = useState('job');
  const [path, setPath] = useState('exports/');
  const given = { project_uid: project, workspace_uid: workspace, path: path.trim() };
  return (
    <FormDialog
      title="Import an export"
      action="Import"
      run={() => callFunction(kind === 'job' ? 'jobs.import_job' : 'jobs.import_result_group', given)}
      done="It is being imported"
      onClose={onClose}
    >
      <Field label="What it is">
        {(control) => (
          <select className="input" {...control} value={kind} onChange={({ target }) => setKind(target.value)}>
            <option value="job">A job, with all that it made</option>
            <option value="results">A group of results (.csg)</option>
          </select>
        )}
      </Field>
      <TextField
        label="Path"
        required
        hint={
          kind === 'job'
            ? 'The folder of an exported job, in this project or anywhere that the server may read.'
            : 'The .csg file of exported results, in this project or anywhere that the server may read.'
        }
        value={path}
        onChange={setPath}
        autoFocus
      />
    </FormDialog>
  );
}
