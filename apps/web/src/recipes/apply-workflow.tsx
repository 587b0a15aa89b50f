import type { JobRegisterParamSpec, Workflow } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { countOf } from '../design/format.js';
import { readParam, showParam } from '../jobs/param-values.js';
import { useJobTypes } from '../jobs/job-types.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { ValueField } from './value-field.js';

interface Props {
  readonly workflow: Workflow;
  readonly project: string;
  readonly workspace: string;
  readonly onBack: () => void;
  readonly onClose: () => void;
}

interface Asked {
  readonly part: string;
  readonly name: string;
  readonly value: unknown;
  readonly notes: string;
  readonly spec: JobRegisterParamSpec;
}

/** Makes the jobs of a workflow in a workspace: asks what they are built upon and the parameters that are flagged. */
export function ApplyWorkflow({ workflow, project, workspace, onBack, onClose }: Props): ReactNode {
  const { data: jobs = [] } = useCall('jobs.find', { project_uid: [project], limit: 0, order: -1 });
  const types = useJobTypes();
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [parents, setParents] = useState<Readonly<Record<string, string>>>({});
  const [queueing, setQueueing] = useState(false);
  const wanted = Object.entries(workflow.parents);
  const fittingOf = (type: string): typeof jobs => jobs.filter(({ spec }) => spec.type === type);
  const parentOf = (name: string, type: string): string => parents[name] ?? fittingOf(type)[0]?.uid ?? '';
  const asked = Object.entries(workflow.jobs).flatMap(([part, { jobType, parameters }]) =>
    Object.entries(parameters).flatMap(([name, { value, flagged, notes }]): Asked[] => {
      const spec = types.specOf(jobType)?.params[name];
      return flagged && spec !== undefined ? [{ part, name, value, notes, spec }] : [];
    }),
  );
  const textOf = ({ part, name, value, spec }: Asked): string => texts[`${part} ${name}`] ?? showParam(spec, value);
  const ready =
    wanted.every(([name, { jobType }]) => parentOf(name, jobType) !== '') &&
    asked.every((one) => !('wrong' in readParam(one.spec, textOf(one))));
  const apply = async (): Promise<void> => {
    const made = await callFunction('workflows.apply', {
      workflow_id: workflow._id,
      project_uid: project,
      workspace_uid: workspace,
      parent_juids: wanted.map(([name, { jobType }]) => parentOf(name, jobType)),
    });
    for (const one of asked) {
      const job = made.find((other) => other.workflow?.jobId === one.part);
      const read = readParam(one.spec, textOf(one));
      if (job === undefined || 'wrong' in read || textOf(one) === showParam(one.spec, one.value)) continue;
      await callFunction('jobs.set_param', {
        project_uid: project,
        job_uid: job.uid,
        param: one.name,
        value: read.value,
      });
    }
    if (!queueing) return;
    for (const { uid } of made) await callFunction('jobs.enqueue', { project_uid: project, job_uid: uid });
  };
  return (
    <FormDialog
      title={workflow.title || 'Workflow'}
      action={`Make ${countOf(Object.keys(workflow.jobs).length, 'job')}`}
      disabled={!ready}
      run={apply}
      done={`${workflow.title || 'The workflow'} is applied`}
      onClose={onClose}
    >
      {workflow.description !== '' && <p className="recipe-words">{workflow.description}</p>}
      {wanted.map(([name, { jobType }]) => (
        <Field
          key={name}
          label={`Built upon: ${types.titleOf(jobType)}`}
          wrong={fittingOf(jobType).length === 0 ? `This project has no ${types.titleOf(jobType)} job.` : null}
        >
          {(control) => (
            <select
              className="input"
              {...control}
              value={parentOf(name, jobType)}
              onChange={({ target }) => setParents({ ...parents, [name]: target.value })}
            >
              {fittingOf(jobType).map(({ uid, title, status }) => (
                <option key={uid} value={uid}>
                  {uid} {title || types.titleOf(jobType)} ({status})
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
      {Object.entries(workflow.jobs).map(([part, { jobType, title }]) => {
        const own = asked.filter((one) => one.part === part);
        return (
          <fieldset key={part} className="recipe-job">
            <legend>{title || types.titleOf(jobType)}</legend>
            {own.map((one) => (
              <ValueField
                key={one.name}
                label={one.spec.title ?? one.name}
                spec={one.spec}
                hint={one.notes === '' ? undefined : one.notes}
                text={textOf(one)}
                onChange={(text) => setTexts({ ...texts, [`${part} ${one.name}`]: text })}
              />
            ))}
            {own.length === 0 && <p className="faint">As it is kept.</p>}
          </fieldset>
        );
      })}
      <label className="check">
        <input type="checkbox" checked={queueing} onChange={({ target }) => setQueueing(target.checked)} />
        Queue them at once
      </label>
      <div>
        <Button icon="back" onClick={onBack}>
          All workflows
        </Button>
      </div>
    </FormDialog>
  );
}
