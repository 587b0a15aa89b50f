import { useState, type ReactNode } from 'react';
import { AreaField, TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { countOf } from '../design/format.js';
import { useJobTypes } from '../jobs/job-types.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { ParamTicks, ticked } from './param-ticks.js';
import { canBeAsked, workflowOfJobs } from './workflow-of-jobs.js';
import './recipes.css';

interface Props {
  readonly project: string;
  readonly uids: readonly string[];
  readonly onClose: () => void;
}

/** Keeps jobs as a workflow: with their connections and parameters, of which some are asked for each time. */
export function MakeWorkflow({ project, uids, onClose }: Props): ReactNode {
  const { data: all = [] } = useCall('jobs.find', { project_uid: [project], limit: 0, order: 1 });
  const types = useJobTypes();
  const jobs = all.filter(({ uid }) => uids.includes(uid));
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [category, setCategory] = useState('');
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const workflow = workflowOfJobs(jobs, all, { title: title.trim(), description, category: category.trim(), asked });
  const parents = Object.keys(workflow.parents);
  return (
    <FormDialog
      title={`A workflow of ${countOf(uids.length, 'job')}`}
      action="Keep"
      disabled={title.trim() === '' || jobs.length !== uids.length}
      run={() => callFunction('workflows.create', { body: workflow })}
      done={`${title.trim()} is kept: “Workflows…” among the actions of any workspace applies it`}
      onClose={onClose}
    >
      <TextField label="Title" required value={title} onChange={setTitle} autoFocus />
      <TextField label="Category" hint="Such as: preprocessing" value={category} onChange={setCategory} />
      <AreaField label="Description" rows={3} value={description} onChange={setDescription} />
      {parents.length > 0 && (
        <p className="faint">
          {parents.join(', ')} {parents.length === 1 ? 'is' : 'are'} outside: jobs of the same types take their places.
        </p>
      )}
      <p className="faint">Ticked parameters are asked for each time that the workflow is applied.</p>
      {jobs.map(({ uid, title: name, spec }) => (
        <fieldset key={uid} className="recipe-job">
          <legend>
            {uid} {name || types.titleOf(spec.type)}
          </legend>
          <ParamTicks
            type={spec.type}
            params={Object.fromEntries(Object.entries(spec.params).filter(([, value]) => canBeAsked(value)))}
            isTicked={(param) => asked.has(`${uid} ${param}`)}
            onTick={(param) => setAsked(ticked(asked, `${uid} ${param}`))}
          />
        </fieldset>
      ))}
    </FormDialog>
  );
}
