import type { Job, JobRegisterParamSpec } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Button } from '../design/button.js';
import { Field } from '../design/field.js';
import { FolderBrowser } from '../browse/folder-browser.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { groupParams, readParam, showParam } from './param-values.js';

interface Props {
  readonly job: Job;
  readonly specs: Readonly<Record<string, JobRegisterParamSpec>>;
  /** Nothing can be changed once a job has started. */
  readonly fixed: boolean;
}

/** The form of a job's parameters, made from what the register says of them; each change is saved at once. */
export function ParamForm({ job, specs, fixed }: Props): ReactNode {
  const [advanced, setAdvanced] = useState(false);
  const groups = groupParams(specs, advanced);
  const hidden = Object.values(specs).filter((spec) => spec.advanced).length;
  return (
    <div className="params">
      {groups.map(({ title, entries }) => (
        <fieldset key={title} className="param-group">
          {title !== '' && <legend>{title}</legend>}
          {entries.map(([name, spec]) => (
            <ParamField key={`${job.uid} ${name}`} job={job} name={name} spec={spec} fixed={fixed} />
          ))}
        </fieldset>
      ))}
      {hidden > 0 && (
        <label className="check">
          <input type="checkbox" checked={advanced} onChange={({ target }) => setAdvanced(target.checked)} />
          Advanced parameters ({hidden})
        </label>
      )}
    </div>
  );
}

function ParamField({
  job,
  name,
  spec,
  fixed,
}: {
  job: Job;
  name: string;
  spec: JobRegisterParamSpec;
  fixed: boolean;
}): ReactNode {
  const given = { project_uid: job.project_uid, job_uid: job.uid, param: name };
  const isSet = Object.hasOwn(job.spec.params, name);
  const stored = showParam(spec, isSet ? job.spec.params[name] : spec.default);
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const error = job.build_errors.find(({ loc }) => loc[0] === 'params' && loc[1] === name);
  const save = (text: string): void => {
    setDraft(null);
    if (text === stored) return;
    const read = readParam(spec, text);
    setWrong('wrong' in read ? read.wrong : null);
    if ('wrong' in read) setDraft(text);
    else void act(() => callFunction('jobs.set_param', { ...given, value: read.value }));
  };
  // What has not been given yet is no fault: its field says that it is needed.
  const refused = error === undefined || error.type === 'missing' ? null : String(error.ctx['error']);
  const label = spec.title ?? name;
  if (spec.type === 'boolean') {
    const on = stored === 'true';
    return (
      <div className="param">
        <label className="check">
          <input
            type="checkbox"
            checked={on}
            disabled={fixed}
            onChange={({ target }) => save(String(target.checked))}
          />
          <span>{label}</span>
        </label>
        <Reset shown={isSet && !fixed} label={label} given={given} />
      </div>
    );
  }
  return (
    <div className="param">
      <Field label={label} hint={spec.description ?? undefined} wrong={fixed ? null : (wrong ?? refused)}>
        {(control) =>
          spec.enum !== null ? (
            <select
              className="input"
              {...control}
              disabled={fixed}
              value={stored}
              onChange={({ target }) => save(target.value)}
            >
              {spec.enum.map((value, index) => (
                <option key={String(value)} value={String(value)}>
                  {spec.labels?.[index] ?? String(value)}
                </option>
              ))}
            </select>
          ) : (
            <div className="input-row">
              <input
                className="input"
                {...control}
                aria-required={spec.required_param}
                inputMode={spec.type === 'number' || spec.type === 'integer' ? 'decimal' : 'text'}
                disabled={fixed}
                placeholder={spec.required_param ? 'Required' : 'Not set'}
                value={draft ?? stored}
                onChange={({ target }) => setDraft(target.value)}
                onBlur={() => draft !== null && save(draft)}
                onKeyDown={({ key, currentTarget }) => {
                  if (key === 'Enter') currentTarget.blur();
                }}
              />
              {spec.format === 'path' && !fixed && (
                <IconButton icon="folder" label={`Find ${label} on the server`} onClick={() => setChoosing(true)} />
              )}
            </div>
          )
        }
      </Field>
      <Reset shown={isSet && !fixed} label={label} given={given} />
      {choosing && (
        <PathDialog
          title={label}
          start={stored}
          pattern={spec.allowed.includes('glob')}
          onClose={() => setChoosing(false)}
          onChoose={(path) => {
            setChoosing(false);
            save(path);
          }}
        />
      )}
    </div>
  );
}

function Reset({
  shown,
  label,
  given,
}: {
  shown: boolean;
  label: string;
  given: { project_uid: string; job_uid: string; param: string };
}): ReactNode {
  if (!shown) return null;
  return (
    <IconButton
      icon="refresh"
      className="reset"
      label={`${label}: back to the default`}
      onClick={() => void act(() => callFunction('jobs.clear_param', given))}
    />
  );
}

/** A path on the server, picked or typed; a pattern may stand in its last part. */
function PathDialog({
  title,
  start,
  pattern,
  onClose,
  onChoose,
}: {
  title: string;
  start: string;
  pattern: boolean;
  onClose: () => void;
  onChoose: (path: string) => void;
}): ReactNode {
  const [path, setPath] = useState(start.startsWith('/') ? start : '/');
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body form">
        <Field
          label="Path"
          hint={pattern ? 'A * in the last part stands for anything: /data/session/*.tiff' : undefined}
        >
          {(control) => (
            <input className="input" {...control} value={path} onChange={({ target }) => setPath(target.value)} />
          )}
        </Field>
        <FolderBrowser folder={path} files onChoose={setPath} />
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" onClick={() => onChoose(path)}>
          Choose
        </Button>
      </footer>
    </Dialog>
  );
}
