import type { Project } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button, IconButton } from '../design/button.js';
import { useJobTypes } from '../jobs/job-types.js';
import { readParam, showParam } from '../jobs/param-values.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Panel } from './sidebar.js';

/** Parameters that every new job of the project starts with, and which jobs keep the results of each iteration. */
export function ProjectParameters({ project }: { project: Project }): ReactNode {
  const given = { project_uid: project.uid };
  const value = project.project_params_pdef['compute_use_ssd'];
  const chosen = value === true ? 'on' : value === false ? 'off' : 'job';
  const choose = (choice: string): void => {
    const named = { ...given, name: 'compute_use_ssd' };
    void act(() =>
      choice === 'job'
        ? callFunction('projects.clear_default_param', named)
        : callFunction('projects.set_default_param', { ...named, value: choice === 'on' }),
    );
  };
  const others = Object.entries(project.project_params_pdef).filter(([name]) => name !== 'compute_use_ssd');
  return (
    <Panel title="Project-level parameters">
      <label className="label" htmlFor="ssd-caching">
        Enable SSD caching
      </label>
      <select id="ssd-caching" className="input" value={chosen} onChange={({ target }) => choose(target.value)}>
        <option value="job">As each job says</option>
        <option value="on">On in every new job</option>
        <option value="off">Off in every new job</option>
      </select>
      <div className="stat-title">Other parameters of new jobs</div>
      <ul className="people">
        {others.map(([name, one]) => (
          <li key={name}>
            <code className="one-line">{name}</code> <span className="one-line">{String(one)}</span>
            <span className="role">
              <IconButton
                icon="close"
                label={`No longer set ${name}`}
                onClick={() => void act(() => callFunction('projects.clear_default_param', { ...given, name }))}
              />
            </span>
          </li>
        ))}
      </ul>
      <NewParameter project={project} />
      <IntermediateResults project={project} />
    </Panel>
  );
}

/** Names a parameter of any type of job, and its value in this project. */
function NewParameter({ project }: { project: Project }): ReactNode {
  const { specs } = useJobTypes();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const params = new Map(specs.flatMap((spec) => Object.entries(spec.params)));
  const spec = params.get(name);
  const read = spec === undefined ? null : readParam(spec, text);
  const value = read !== null && 'value' in read ? read.value : null;
  const usable = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return (
    <form
      className="param-default"
      onSubmit={(event) => {
        event.preventDefault();
        if (usable === null || usable === '') return;
        void act(() => callFunction('projects.set_default_param', { project_uid: project.uid, name, value: usable }));
        setName('');
        setText('');
      }}
    >
      <input
        className="input"
        aria-label="Name of a parameter"
        placeholder="Parameter, such as output_f16"
        list="all-params"
        value={name}
        onChange={({ target }) => setName(target.value.trim())}
      />
      <datalist id="all-params">
        {[...params].map(([one, { title }]) => (
          <option key={one} value={one}>
            {title}
          </option>
        ))}
      </datalist>
      {spec !== undefined && (
        <div className="input-row">
          <input
            className="input"
            aria-label={`Value of ${spec.title ?? name}`}
            placeholder={spec.type === 'boolean' ? 'true or false' : showParam(spec, spec.default)}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Button type="submit" disabled={usable === null || usable === ''}>
            Set
          </Button>
        </div>
      )}
      {name !== '' && spec === undefined && <span className="faint">No type of job has such a parameter.</span>}
    </form>
  );
}

function IntermediateResults({ project }: { project: Project }): ReactNode {
  const { titleOf, specOf } = useJobTypes();
  const { data: types = [] } = useCall('projects.get_generate_intermediate_results_job_types', {}, { still: true });
  const settings: Readonly<Record<string, boolean>> = { ...project.generate_intermediate_results_settings };
  const known = types.filter((type) => specOf(type) !== undefined);
  if (known.length === 0) return null;
  return (
    <>
      <div className="stat-title">Keep the results of each iteration of</div>
      {known.map((type) => (
        <label key={type} className="check">
          <input
            type="checkbox"
            checked={settings[type] === true}
            onChange={({ target }) =>
              void act(() =>
                callFunction('projects.set_generate_intermediate_results_settings', {
                  project_uid: project.uid,
                  body: { ...project.generate_intermediate_results_settings, [type]: target.checked },
                }),
              )
            }
          />
          {titleOf(type)}
        </label>
      ))}
    </>
  );
}
