import type { Job } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Field } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

/** Where and how a job shall run. */
export function QueueDialog({ job, onClose }: { job: Job; onClose: () => void }): ReactNode {
  const { data: lanes = [] } = useCall('resources.find_lanes', {});
  const { data: targets = [] } = useCall('resources.find_targets', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [host, setHost] = useState('');
  const [priority, setPriority] = useState(job.priority);
  const lane = chosen ?? lanes[0]?.name ?? '';
  const nodes = targets.filter((target) => target.lane === lane && target.config.type === 'node');
  const { cpu, gpu, ram } = job.spec.resource_spec;
  const given = { project_uid: job.project_uid, job_uid: job.uid };
  const queue = async (): Promise<void> => {
    const done = await act(async () => {
      if (priority !== job.priority) await callFunction('jobs.set_priority', { ...given, priority });
      await callFunction('jobs.enqueue', { ...given, lane, ...(host === '' ? {} : { hostname: host }) });
    }, `${job.uid} is queued`);
    if (done) onClose();
  };
  return (
    <Dialog title={`Queue ${job.uid}`} onClose={onClose}>
      <div className="dialog-body form">
        <p className="faint">
          It asks for {cpu} {cpu === 1 ? 'processor' : 'processors'}, {gpu === 0 ? 'no GPU' : `${gpu} GPU`} and{' '}
          {ram * 8} GB of memory.
        </p>
        <Field label="Lane">
          {(control) => (
            <select
              className="input"
              {...control}
              value={lane}
              onChange={({ target }) => {
                setChosen(target.value);
                setHost('');
              }}
            >
              {lanes.map(({ name, title, type }) => (
                <option key={name} value={name}>
                  {title || name} ({type === 'cluster' ? 'cluster' : 'this instance'})
                </option>
              ))}
            </select>
          )}
        </Field>
        {nodes.length > 1 && (
          <Field label="Machine">
            {(control) => (
              <select className="input" {...control} value={host} onChange={({ target }) => setHost(target.value)}>
                <option value="">Any of the lane</option>
                {nodes.map(({ hostname }) => (
                  <option key={hostname}>{hostname}</option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label="Priority" hint="Of 0 to 100; the highest of a lane goes first.">
          {(control) => (
            <input
              className="input"
              {...control}
              type="number"
              min={0}
              max={100}
              value={priority}
              onChange={({ target }) => setPriority(target.valueAsNumber || 0)}
            />
          )}
        </Field>
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" icon="play" disabled={lane === ''} onClick={() => void queue()}>
          Queue
        </Button>
      </footer>
    </Dialog>
  );
}
