import { useState, type ReactNode } from 'react';
import { Field, TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { isAdmin, nameOf, useMe, usePeople } from '../server/account.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { FolderBrowser } from './folder-browser.js';

/** Takes in the directory of a project that another instance, or this one, has let go. */
export function AttachProject({ onClose }: { onClose: () => void }): ReactNode {
  const me = useMe();
  const people = usePeople();
  const { data: settings } = useCall('users.get_my_file_browser_settings', {}, { still: true });
  const [chosen, setPath] = useState<string | null>(null);
  const path = chosen ?? settings?.project_dir_default ?? '';
  const [owner, setOwner] = useState(me._id);
  const attach = (): Promise<unknown> =>
    callFunction('projects.attach', { path, ...(owner === me._id ? {} : { project_owner_id: owner }) });
  return (
    <FormDialog
      title="Attach a project"
      action="Attach"
      disabled={path === ''}
      run={attach}
      done="The project is being read; it appears when that is done"
      onClose={onClose}
    >
      <p className="faint">
        A project that was detached or archived, here or elsewhere, comes back whole from its directory: workspaces,
        sessions, jobs and all that they made.
      </p>
      <TextField label="Directory of the project" required value={path} onChange={setPath} />
      <FolderBrowser folder={path} onChoose={setPath} />
      {isAdmin(me) && (
        <Field label="Owner">
          {(control) => (
            <select className="input" {...control} value={owner} onChange={({ target }) => setOwner(target.value)}>
              {[...people.values()].map((person) => (
                <option key={person._id} value={person._id}>
                  {nameOf(person)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </FormDialog>
  );
}
