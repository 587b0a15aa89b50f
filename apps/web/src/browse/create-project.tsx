import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useState, type SubmitEvent, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { AreaField, TextField } from '../design/field.js';
import { callFunction, sentenceOf, wrongOf } from '../server/call.js';
import { queryClient } from '../server/query-client.js';
import { useCall } from '../server/use-call.js';
import { FolderBrowser } from './folder-browser.js';

/** The form of a new project: slid over the page, or in its middle where there is none yet. */
export function CreateProject({ inline = false }: { inline?: boolean }): ReactNode {
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const { data: settings } = useCall('users.get_my_file_browser_settings', {}, { still: true });
  const [chosen, setChosen] = useState<string | null>(null);
  const folder = chosen ?? settings?.project_dir_default ?? '';
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => callFunction('projects.create', { title, description, parent_dir: folder }),
    meta: { shown: true },
    onSuccess: async ({ uid }) => {
      await queryClient.invalidateQueries();
      await navigate({ to: '/projects/$project', params: { project: uid }, search: {} });
    },
  });
  const checked = useDeferredValue(folder);
  const check = useQuery({
    queryKey: ['projects.check_directory', checked],
    queryFn: () => callFunction('projects.check_directory', { path: checked }),
    enabled: checked !== '',
    retry: false,
  });
  const slug = useQuery({
    queryKey: ['projects.get_title_slug', title],
    queryFn: () => callFunction('projects.get_title_slug', { title }),
    enabled: title.trim() !== '',
    staleTime: Infinity,
  });
  const wrongFolder = wrongOf(create.error, 'parent_dir') ?? wrongOf(check.error, 'path');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form className={inline ? 'create-inline' : 'create'} onSubmit={submit}>
      <div className="form dialog-body">
        {inline && (
          <div>
            <h2>Create a new project</h2>
            <p className="faint">
              A project is one directory on disk that holds all that comes of one sample. Make one for each unrelated
              sample; for the same sample again, add a workspace to the project that is there.
            </p>
          </div>
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
        <TextField
          label="Container directory"
          required
          value={folder}
          onChange={setChosen}
          wrong={wrongFolder}
          hint={
            check.isSuccess && title.trim() !== '' && slug.data !== undefined
              ? `The project will be in ${folder.replace(/\/$/, '')}/${slug.data}`
              : 'An existing directory; the project gets a new one inside.'
          }
        />
        <FolderBrowser folder={folder} onChoose={setChosen} />
        <AreaField
          label="Description"
          placeholder="Optional; markdown is understood"
          value={description}
          onChange={setDescription}
        />
        {create.error !== null && wrongFolder === null && (
          <p className="notice danger" role="alert">
            {sentenceOf(create.error)}
          </p>
        )}
      </div>
      <footer className="dialog-foot">
        <Button type="submit" tone="primary" disabled={create.isPending || title.trim() === '' || folder === ''}>
          Create
        </Button>
      </footer>
    </form>
  );
}
