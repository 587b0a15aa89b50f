import { useState, type ReactNode } from 'react';
import { TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** Another name or place for the directory of a project. */
export function MoveProject({ project, onClose }: { project: string; onClose: () => void }): ReactNode {
  const { data } = useCall('projects.find_one', { project_uid: project });
  const [path, setPath] = useState<string | null>(null);
  const shown = path ?? data?.project_dir ?? '';
  return (
    <FormDialog
      title={`Move ${project}`}
      action="Move"
      disabled={shown === data?.project_dir}
      run={() => callFunction('projects.move', { project_uid: project, path: shown.trim() })}
      done={`${project} is moved`}
      onClose={onClose}
    >
      <p className="faint">
        The directory is renamed on disk, with all that is in it. Nothing of the project may run meanwhile.
      </p>
      <TextField
        label="Directory"
        required
        hint="A new name beside where it is, or a whole path whose folder exists on the same disk."
        value={shown}
        onChange={setPath}
        autoFocus
      />
    </FormDialog>
  );
}
