import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../design/dialog.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
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
  const { specs, categories } = useJobTypes();
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = specs.filter(
    ({ title, description, type, hidden, stability }) =>
      !hidden &&
      stability !== 'obsolete' &&
      words.every((word) => `${title} ${description} ${type}`.toLowerCase().includes(word)),
  );
  const make = async (type: string): Promise<void> => {
    const made: { uid?: string } = {};
    const done = await act(async () => {
      const job = await callFunction('jobs.create', {
        project_uid: project,
        workspace_uid: workspace,
        type,
        params: {},
      });
      made.uid = job.uid;
    });
    if (!done || made.uid === undefined) return;
    onClose();
    await navigate({
      to: '/projects/$project/workspaces/$workspace',
      params: { project, workspace },
      search: { sel: `${project}-${made.uid}` },
    });
  };
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
            if (key === 'Enter' && fitting[0] !== undefined) void make(fitting[0].type);
          }}
        />
      </div>
      <div className="dialog-body builder">
        {Object.entries(categories).map(([category, title]) => {
          const inside = fitting.filter((spec) => spec.category === category);
          if (inside.length === 0) return null;
          return (
            <section key={category}>
              <h3>{title}</h3>
              {inside.map((spec) => (
                <button key={spec.type} type="button" className="builder-type" onClick={() => void make(spec.type)}>
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
    </Dialog>
  );
}
