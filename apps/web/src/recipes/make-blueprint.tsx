import { useState, type ReactNode } from 'react';
import { AreaField, TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { ParamTicks, ticked } from './param-ticks.js';
import './recipes.css';

/** Keeps parameters of a job for others of its type. */
export function MakeBlueprint({
  project,
  job: uid,
  onClose,
}: {
  project: string;
  job: string;
  onClose: () => void;
}): ReactNode {
  const given = { project_uid: project, job_uid: uid };
  const { data: job } = useCall('jobs.find_one', given);
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const keep = async (): Promise<void> => {
    const draft = await callFunction('blueprints.draft_blueprint_from_job', given);
    const parameters = Object.fromEntries(Object.entries(draft.parameters).filter(([name]) => !left.has(name)));
    // The title is the blueprint's; jobs keep their own.
    const body = { ...draft, title: title.trim(), description, applyTitle: false, applyDescription: false, parameters };
    await callFunction('blueprints.create', { body });
  };
  const params = job?.spec.params ?? {};
  return (
    <FormDialog
      title={`A blueprint of ${uid}`}
      action="Keep"
      disabled={title.trim() === '' || job === undefined || Object.keys(params).length === left.size}
      run={keep}
      done={`${title.trim()} is kept: “New job” offers it`}
      onClose={onClose}
    >
      <TextField label="Title" required value={title} onChange={setTitle} autoFocus />
      <AreaField label="Description" rows={3} value={description} onChange={setDescription} />
      <fieldset className="recipe-job">
        <legend>Parameters that are kept</legend>
        <ParamTicks
          type={job?.spec.type ?? ''}
          params={params}
          isTicked={(name) => !left.has(name)}
          onTick={(name) => setLeft(ticked(left, name))}
        />
      </fieldset>
    </FormDialog>
  );
}
