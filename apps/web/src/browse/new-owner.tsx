import { useState, type ReactNode } from 'react';
import { Field } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { nameOf, usePeople } from '../server/account.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** Gives a project to somebody else. */
export function NewOwner({ project, onClose }: { project: string; onClose: () => void }): ReactNode {
  const { data } = useCall('projects.find_one', { project_uid: project });
  const people = usePeople();
  const [chosen, setChosen] = useState<string | null>(null);
  const owner = chosen ?? data?.owner_user_id ?? '';
  return (
    <FormDialog
      title={`Owner of ${project}`}
      action="Give it over"
      disabled={owner === '' || owner === data?.owner_user_id}
      run={() => callFunction('projects.set_owner', { project_uid: project, user_id: owner })}
      done={`${project} belongs to ${nameOf(people.get(owner))}`}
      onClose={onClose}
    >
      <p className="faint">The owner says who else may use the project. Whoever gives it over keeps access to it.</p>
      <Field label="Owner">
        {(control) => (
          <select className="input" {...control} value={owner} onChange={({ target }) => setChosen(target.value)}>
            {[...people.values()].map((person) => (
              <option key={person._id} value={person._id}>
                {nameOf(person)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </FormDialog>
  );
}
