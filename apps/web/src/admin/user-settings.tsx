import type { User } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { nameOf } from '../server/account.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { FolderLimits, tidyLimits } from './folder-limits.js';

/** All that an administrator sets of a person. */
export function UserSettings({ user, onClose }: { user: User; onClose: () => void }): ReactNode {
  const { data: lanes = [] } = useCall('resources.find_lanes', {});
  const [first, setFirst] = useState(user.first_name);
  const [last, setLast] = useState(user.last_name);
  const [email, setEmail] = useState(user.emails[0]?.address ?? '');
  const [own, setOwn] = useState<readonly string[]>(user.lanes);
  const [priority, setPriority] = useState(String(user.state.defaultJobPriority ?? ''));
  const [maySet, setMaySet] = useState(user.state.userCanSetJobPriority);
  const [folders, setFolders] = useState(user.file_browser_settings);
  const given = { user_id: user._id };
  const save = async (): Promise<void> => {
    const names = {
      ...(first.trim() === user.first_name ? {} : { first_name: first.trim() }),
      ...(last.trim() === user.last_name ? {} : { last_name: last.trim() }),
      ...(email.trim() === user.emails[0]?.address ? {} : { email: email.trim() }),
    };
    if (Object.keys(names).length > 0) await callFunction('users.update', { ...given, ...names });
    await callFunction('users.set_lanes', { ...given, lanes: [...own] });
    const value = priority.trim() === '' ? null : Number(priority);
    await callFunction('users.set_state_var', { ...given, key: 'defaultJobPriority', value });
    await callFunction('users.set_state_var', { ...given, key: 'userCanSetJobPriority', value: maySet });
    await callFunction('users.set_file_browser_settings', { ...given, body: tidyLimits(folders) });
  };
  return (
    <FormDialog
      title={`Settings of ${nameOf(user)}`}
      action="Save"
      run={save}
      done={`The settings of ${nameOf(user)} are saved`}
      onClose={onClose}
    >
      <TextField label="First name" value={first} onChange={setFirst} />
      <TextField label="Last name" value={last} onChange={setLast} />
      <TextField label="E-mail" type="email" required value={email} onChange={setEmail} />
      <fieldset className="param-group">
        <legend>Lanes that may be used; none chosen: all of them</legend>
        {lanes.map(({ name, title }) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={own.includes(name)}
              onChange={({ target }) => setOwn(target.checked ? [...own, name] : own.filter((one) => one !== name))}
            />
            {title || name}
          </label>
        ))}
      </fieldset>
      <TextField
        label="Priority of new jobs"
        type="number"
        min={0}
        max={100}
        placeholder="As the instance"
        hint="Of 0 to 100; the highest of a lane goes first."
        value={priority}
        onChange={setPriority}
      />
      <label className="check">
        <input type="checkbox" checked={maySet} onChange={({ target }) => setMaySet(target.checked)} />
        May change the priority of jobs
      </label>
      <FolderLimits value={folders} free="Empty: as the instance says." onChange={setFolders} />
    </FormDialog>
  );
}
