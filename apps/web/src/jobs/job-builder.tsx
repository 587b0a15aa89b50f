import { useNavigate } from '@tanstack/react-router';
import type { Job } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { useJobTypes } from './job-types.js';

/** All types of job by category; choosing one makes a job in the workspace. */
export function JobBuilder({
  project,
  workspace,
  onClose,
}: {
  project: string;
  workspace: string;
  onClose: () => void;
}): ReactNode {
  const { specs, categories, titleOf } = useJobTypes();
  const { data: blueprints = [] } = useCall('blueprints.find', { limit: 0 });
  const [, setSearch] = useBrowseSearch();
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = specs.filter(
    ({ title, description, type, hidden, stability }) =>
      !hidden &&
      stability !== 'obsolete' &&
      words.every((word) => `${title} ${description} ${type}`.toLowerCase().includes(word)),
  );
  const kept = blueprints
    .filter(({ title, description, jobType }) =>
      words.every((word) => `${title} ${description} ${titleOf(jobType)}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || a.title.localeCompare(b.title));
  const given = { project_uid: project, workspace_uid: workspace };
  const make = async (create: () => Promise<Job>): Promise<void> => {
    const made: { uid?: string } = {};
    const done = await act(async () => {
      made.uid = (await create()).uid;
    });
    if (!done || made.uid === undefined) return;
    onClose();
    await navigate({
      to: '/projects/$project/workspaces/$workspace',
      params: { project, workspace },
      search: { sel: `${project}-${made.uid}` },
    });
  };
  const makeType = (type: string): Promise<void> =>
    make(() => callFunction('jobs.create', { ...given, type, params: {} }));
  return (
    <Dialog kind="slide-over" title="New job" onClose={onClose}>
      <div className="builder-find">
        <input
          className="input"
          aria-label="Find a type of job"
          placeholder="Find a type of job"
          autoFocus
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={({ key }) => {
            if (key === 'Enter' && fitting[0] !== undefined) void makeType(fitting[0].type);
          }}
        />
      </div>
      <div className="dialog-body builder">
        {kept.length > 0 && (
          <section>
            <h3>Blueprints</h3>
            {kept.map(({ _id, title, description, jobType }) => (
              <button
                key={_id}
                type="button"
                className="builder-type"
                onClick={() =>
                  void make(() => callFunction('jobs.create_job_from_blueprint', { ...given, blueprint_id: _id }))
                }
              >
                <span className="builder-title">{title || 'Untitled'}</span>
                <span className="faint">
                  {titleOf(jobType)}
                  {description !== '' && `: ${description}`}
                </span>
              </button>
            ))}
          </section>
        )}
        {Object.entries(categories).map(([category, title]) => {
          const inside = fitting.filter((spec) => spec.category === category);
          if (inside.length === 0) return null;
          return (
            <section key={category}>
              <h3>{title}</h3>
              {inside.map((spec) => (
                <button key={spec.type} type="button" className="builder-type" onClick={() => void makeType(spec.type)}>
                  <span className="builder-title">
                    {spec.title}
                    {spec.interactive && <span className="pill">interactive</span>}
                    {spec.stability !== 'stable' && <span className="pill">{spec.stability}</span>}
                  </span>
                  <span className="faint">{spec.description}</span>
                </button>
              ))}
            </section>
          );
        })}
        {fitting.length === 0 && <p className="faint">No type of job fits “{text}”.</p>}
      </div>
      <footer className="dialog-foot">
        <Button
          icon="copy"
          onClick={() => {
            onClose();
            setSearch({ new: 'blueprints', in: project });
          }}
        >
          Blueprints…
        </Button>
        <Button
          icon="tree"
          onClick={() => {
            onClose();
            setSearch({ new: 'workflows', in: `${project}-${workspace}` });
          }}
        >
          Workflows…
        </Button>
      </footer>
    </Dialog>
  );
}
