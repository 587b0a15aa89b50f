import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { AreaField, Field, TextField } from '../design/field.js';
import { callFunction, sentenceOf, wrongOf } from '../server/call.js';
import { queryClient } from '../server/query-client.js';
import { useCall } from '../server/use-call.js';

interface Props {
  readonly kind: 'workspace' | 'session';
  /** The project it goes into; chosen in the form where there is none. */
  readonly project: string | undefined;
  readonly inline?: boolean;
  /** Where it was asked for from elsewhere, it is shown among the project's others; else it is gone into. */
  readonly among?: boolean;
}

/** The form of a new workspace or Live session. */
export function CreateWorkspace({ kind, project, inline = false, among = false }: Props): ReactNode {
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [chosen, setChosen] = useState<string | undefined>(project);
  const { data: projects = [] } = useCall('projects.find', { limit: 0, archived: false, detached: false });
  const target = chosen ?? projects.at(-1)?.uid;
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: async () => {
      const given = { project_uid: target ?? '', title, description };
      return kind === 'workspace' ? callFunction('workspaces.create', given) : callFunction('sessions.create', given);
    },
    meta: { shown: true },
    onSuccess: async (made) => {
      await queryClient.invalidateQueries();
      const params = { project: made.project_uid };
      if (among) {
        const to = kind === 'workspace' ? '/projects/$project' : '/projects/$project/sessions';
        await navigate({ to, params, search: { sel: `${made.project_uid}-${made.uid}` } });
        return;
      }
      await (made.workspace_type === 'base'
        ? navigate({
            to: '/projects/$project/workspaces/$workspace',
            params: { ...params, workspace: made.uid },
            search: {},
          })
        : navigate({
            to: '/projects/$project/sessions/$session',
            params: { ...params, session: made.session_uid },
            search: {},
          }));
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form className={inline ? 'create-inline' : 'create'} onSubmit={submit}>
      <div className="form dialog-body">
        {inline && (
          <div>
            <h2>Create a new {kind}</h2>
            <p className="faint">
              {kind === 'workspace'
                ? 'A workspace groups jobs, like a label: a job can be in several, and nothing moves on disk. The first one is needed before jobs can be made.'
                : 'A Live session takes movies while the microscope writes them, and processes them at once.'}
            </p>
          </div>
        )}
        {project === undefined && (
          <Field label="Project">
            {(control) => (
              <select
                className="input"
                {...control}
                value={target ?? ''}
                onChange={({ target: { value } }) => setChosen(value)}
              >
                {projects.map(({ uid, title: name }) => (
                  <option key={uid} value={uid}>
                    {uid} {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <TextField
          label="Title"
          required
          maxLength={500}
          value={title}
          onChange={setTitle}
          autoFocus={!inline}
          wrong={wrongOf(create.error, 'title')}
        />
        <AreaField
          label="Description"
          placeholder="Optional; markdown is understood"
          value={description}
          onChange={setDescription}
        />
        {create.error !== null && (
          <p className="notice danger" role="alert">
            {sentenceOf(create.error)}
          </p>
        )}
      </div>
      <footer className="dialog-foot">
        <Button type="submit" tone="primary" disabled={create.isPending || title.trim() === '' || target === undefined}>
          Create
        </Button>
      </footer>
    </form>
  );
}
