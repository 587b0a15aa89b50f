import type { Job } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { Field, TextField } from '../design/field.js';
import { countOf } from '../design/format.js';
import { isAdmin, useMe } from '../server/account.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { actOnJobs } from './act-on-jobs.js';
import { GpuChoice } from './gpu-choice.js';

/** Where and how jobs shall run. */
export function QueueDialog({ jobs, onClose }: { jobs: readonly Job[]; onClose: () => void }): ReactNode {
  const me = useMe();
  const { data: all = [] } = useCall('resources.find_lanes', {});
  const { data: targets = [] } = useCall('resources.find_targets', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [host, setHost] = useState('');
  const [gpus, setGpus] = useState<readonly number[]>([]);
  const [priority, setPriority] = useState<number | null>(null);
  const [early, setEarly] = useState(false);
  const [oversubscribe, setOversubscribe] = useState(false);
  const [variables, setVariables] = useState<Readonly<Record<string, string>>>(jobs[0]?.cluster_job_custom_vars ?? {});
  // Lanes that this person may use; an empty list means all of them.
  const lanes = all.filter(({ name }) => isAdmin(me) || me.lanes.length === 0 || me.lanes.includes(name));
  const usual = lanes.find(({ name }) => name === 'default') ?? lanes[0];
  const lane = chosen ?? usual?.name ?? '';
  const here = targets.filter((target) => target.lane === lane);
  const nodes = here.filter(({ config }) => config.type === 'node');
  const cluster = here.find(({ config }) => config.type === 'cluster')?.config;
  const node = nodes.find(({ hostname }) => hostname === host) ?? (nodes.length === 1 ? nodes[0] : undefined);
  const most = (name: 'cpu' | 'gpu' | 'ram'): number => Math.max(...jobs.map(({ spec }) => spec.resource_spec[name]));
  const [cpu, gpu, ram] = [most('cpu'), most('gpu'), most('ram')];
  const whom = jobs.length === 1 ? (jobs[0]?.uid ?? '') : countOf(jobs.length, 'job');
  const maySetPriority = isAdmin(me) || me.state.userCanSetJobPriority;
  const queue = async (): Promise<void> => {
    const start = async (given: { project_uid: string; job_uid: string }): Promise<void> => {
      if (priority !== null) await callFunction('jobs.set_priority', { ...given, priority });
      if (cluster?.type === 'cluster') {
        const own = Object.entries(variables).filter(([, value]) => value.trim() !== '');
        await callFunction('jobs.set_cluster_custom_vars', {
          ...given,
          cluster_custom_vars: Object.fromEntries(own.map(([name, value]) => [name, value.trim()])),
        });
      }
      await callFunction('jobs.enqueue', {
        ...given,
        lane,
        ...(host === '' ? {} : { hostname: host }),
        ...(gpus.length === 0 ? {} : { gpus: [...gpus] }),
        no_check_inputs_ready: early,
        oversubscribe_gpus: oversubscribe,
      });
    };
    if (await actOnJobs(jobs, start, 'queued')) onClose();
  };
  return (
    <Dialog title={`Queue ${whom}`} onClose={onClose}>
      <div className="dialog-body form">
        <p className="faint">
          {jobs.length === 1 ? 'It asks for' : 'The largest asks for'} {cpu} {cpu === 1 ? 'processor' : 'processors'},{' '}
          {gpu === 0 ? 'no GPU' : `${gpu} GPU`} and {ram * 8} GiB of memory.
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
                setGpus([]);
              }}
            >
              {lanes.map(({ name, title, type }) => (
                <option key={name} value={name}>
                  {title || name} ({type === 'cluster' ? 'cluster' : 'machines'})
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
                {nodes.map(({ hostname, name }) => (
                  <option key={name}>{hostname}</option>
                ))}
              </select>
            )}
          </Field>
        )}
        {node !== undefined && <GpuChoice target={node} wanted={gpu} chosen={gpus} onChange={setGpus} />}
        {cluster?.type === 'cluster' &&
          cluster.custom_var_names.map((name) => (
            <TextField
              key={name}
              label={`Value of ${name}`}
              placeholder={cluster.custom_vars[name] ?? 'Needed'}
              value={variables[name] ?? ''}
              onChange={(value) => setVariables({ ...variables, [name]: value })}
            />
          ))}
        {maySetPriority && (
          <Field label="Priority" hint="Of 0 to 100; the highest of a lane goes first.">
            {(control) => (
              <input
                className="input"
                {...control}
                type="number"
                min={0}
                max={100}
                value={priority ?? jobs[0]?.priority ?? 0}
                onChange={({ target }) => setPriority(target.valueAsNumber || 0)}
              />
            )}
          </Field>
        )}
        <details>
          <summary>More</summary>
          <div className="form">
            <label className="check">
              <input type="checkbox" checked={early} onChange={({ target }) => setEarly(target.checked)} />
              Start even though jobs that it is built upon have not completed
            </label>
            {gpu > 0 && (
              <label className="check">
                <input
                  type="checkbox"
                  checked={oversubscribe}
                  onChange={({ target }) => setOversubscribe(target.checked)}
                />
                Share GPUs that other jobs hold
              </label>
            )}
          </div>
        </details>
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
