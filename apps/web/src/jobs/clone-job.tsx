import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { Field, TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { useJobTypes } from './job-types.js';

interface Props {
  readonly project: string;
  /** One or several. */
  readonly uids: readonly string[];
  readonly onClose: () => void;
}

/** The workspace that is made for the copies. */
const fresh = 'new';

/**
 * Makes copies to be built anew with other parameters: of a job, of the chain of jobs that leads to it, or of several jobs,
 * connected among themselves as these are.
 */
export function CloneJob({ project, uids, onClose }: Props): ReactNode {
  const [uid = '', ...others] = uids;
  const { data: job } = useCall('jobs.find_one', { project_uid: project, job_uid: uid });
  const { data: ancestors = [] } = useCall('jobs.find_ancestor_uids', { project_uid: project, job_uid: uid });
  const { data: jobs = [] } = useCall('jobs.find', { project_uid: [project], limit: 0 });
  const { data: workspaces = [] } = useCall('workspaces.find', { project_uid: [project], limit: 0 });
  const types = useJobTypes();
  const navigate = useNavigate();
  const [from, setFrom] = useState('');
  const [into, setInto] = useState<string | null>(null);
  const [title, setTitle] = useState('');
  const workspace = into ?? job?.workspace_uids[0] ?? '';
  const chain = useCall(
    'jobs.get_chain',
    { project_uid: project, start_job_uid: from, end_job_uid: uid },
    { enabled: from !== '' },
  ).data;
  const clone = async (): Promise<void> => {
    const target = workspace === fresh ? { new_workspace_title: title.trim() } : { workspace_uid: workspace };
    const given = { project_uid: project, ...target };
    const made =
      from === ''
        ? await callFunction('jobs.clone_many', { ...given, job_uids: [...uids] })
        : await callFunction('jobs.clone_chain', { ...given, start_job_uid: from, end_job_uid: uid });
    const last = made.find(({ cloned_from }) => cloned_from === uid) ?? made.at(-1);
    if (last === undefined) return;
    await navigate({
      to: '/projects/$project/workspaces/$workspace',
      params: { project, workspace: last.workspace_uids[0] ?? '' },
      search: { sel: `${project}-${last.uid}` },
    });
  };
  const before = jobs.filter((one) => ancestors.includes(one.uid));
  return (
    <FormDialog
      title={others.length === 0 ? `Clone ${uid}` : `Clone ${uids.length} jobs`}
      action="Clone"
      disabled={job === undefined || (workspace === fresh && title.trim() === '')}
      run={clone}
      onClose={onClose}
    >
      <p className="faint">A copy has the same parameters and connections, and waits to be changed and queued.</p>
      {others.length > 0 ? (
        <p className="faint">{uids.join(', ')}: connected among themselves as they are, and to the same other jobs.</p>
      ) : (
        <Field label="What is cloned">
          {(control) => (
            <select className="input" {...control} value={from} onChange={({ target }) => setFrom(target.value)}>
              <option value="">{uid} alone</option>
              {before.map((one) => (
                <option key={one.uid} value={one.uid}>
                  The chain from {one.uid} {one.title || types.titleOf(one.spec.type)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {from !== '' && chain !== undefined && (
        <p className="faint">
          {chain.length} jobs, connected among themselves: {chain.join(', ')}
        </p>
      )}
      <Field label="Into">
        {(control) => (
          <select className="input" {...control} value={workspace} onChange={({ target }) => setInto(target.value)}>
            {workspaces.map((one) => (
              <option key={one.uid} value={one.uid}>
                {one.uid} {one.title}
              </option>
            ))}
            <option value={fresh}>A new workspace</option>
          </select>
        )}
      </Field>
      {workspace === fresh && (
        <TextField label="Title of the workspace" required value={title} onChange={setTitle} autoFocus />
      )}
    </FormDialog>
  );
}
