import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Field } from '../design/field.js';
import { useCall } from '../server/use-call.js';

interface Props {
  readonly title: string;
  /** Type of the outputs that a job must have: `template`, `volume`. */
  readonly type: string;
  /** The project that is offered first. */
  readonly project: string;
  /** Whether jobs of other projects may be taken too. */
  readonly elsewhere: boolean;
  readonly action: string;
  /** Resolves true when it is done and the dialog may go. */
  readonly take: (project: string, job: string) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Chooses a job that has made something of a type. */
export function ChooseJob({ title, type, project: own, elsewhere, action, take, onClose }: Props): ReactNode {
  const [project, setProject] = useState(own);
  const [uid, setUid] = useState('');
  const { data: projects = [] } = useCall('projects.find', {}, { enabled: elsewhere });
  const { data: found } = useCall('jobs.find', { project_uid: [project] });
  const jobs = (found ?? []).filter(
    (job) =>
      job.project_uid === project &&
      Object.values(job.spec.outputs).some((output) => output.type === type && output.num_items > 0),
  );
  const chosen = jobs.find((job) => job.uid === uid) ?? jobs.at(-1);
  const go = async (): Promise<void> => {
    if (chosen !== undefined && (await take(project, chosen.uid))) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body form">
        {elsewhere && (
          <Field label="Project">
            {(control) => (
              <select
                className="input"
                {...control}
                value={project}
                onChange={({ target }) => setProject(target.value)}
              >
                {projects.map((one) => (
                  <option key={one.uid} value={one.uid}>
                    {one.uid} {one.title}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field
          label="Job"
          hint={found !== undefined && jobs.length === 0 ? 'No job of this project has made any yet.' : undefined}
        >
          {(control) => (
            <select
              className="input"
              {...control}
              value={chosen?.uid ?? ''}
              onChange={({ target }) => setUid(target.value)}
            >
              {jobs.map((job) => (
                <option key={job.uid} value={job.uid}>
                  {job.uid} {job.title || job.spec.type}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" disabled={chosen === undefined} onClick={() => void go()}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
