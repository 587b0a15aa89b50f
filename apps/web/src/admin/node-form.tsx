import type { SchedulerLane, SchedulerTarget } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';

/** Memory is offered in slots of so many GiB. */
const slotGiB = 8;

interface Props {
  /** The machine that is changed; undefined for a new one. */
  readonly target: SchedulerTarget | undefined;
  readonly lane: string | undefined;
  readonly lanes: readonly SchedulerLane[];
  readonly onClose: () => void;
}

/** A machine that jobs run on: how it is reached, and how much of it is offered. It is looked at before it is taken. */
export function NodeForm({ target, lane: preset, lanes, onClose }: Props): ReactNode {
  const config = target?.config.type === 'node' ? target.config : undefined;
  const [hostname, setHostname] = useState(target?.hostname ?? '');
  const [name, setName] = useState(target?.name ?? '');
  const [lane, setLane] = useState(target?.lane ?? preset ?? '');
  const [ssh, setSsh] = useState(config?.ssh_str ?? '');
  const [program, setProgram] = useState(target?.worker_bin_path ?? '');
  const [cpus, setCpus] = useState(config === undefined ? '' : String(config.resource_slots.CPU.length));
  const [memory, setMemory] = useState(config === undefined ? '' : String(config.resource_slots.RAM.length * slotGiB));
  const [gpus, setGpus] = useState(config === undefined ? '' : config.resource_slots.GPU.join(', '));
  const [useGpus, setUseGpus] = useState(config === undefined || (config.gpus?.length ?? 0) > 0);
  const [cache, setCache] = useState(target?.cache_path ?? '');
  const [quota, setQuota] = useState(target?.cache_quota_mb == null ? '' : String(target.cache_quota_mb / 1000));
  const [reserve, setReserve] = useState(
    target?.cache_reserve_mb == null ? '' : String(target.cache_reserve_mb / 1000),
  );
  const shownName = name.trim() || hostname.trim();
  const save = (): Promise<unknown> =>
    callFunction('resources.add_node', {
      gpu: useGpus,
      body: {
        name: shownName,
        title: target?.title ?? shownName,
        desc: target?.desc ?? null,
        lane: lane.trim(),
        hostname: hostname.trim(),
        worker_bin_path: program.trim(),
        arch: target?.arch ?? 'x86_64',
        cache_path: cache.trim() === '' ? null : cache.trim(),
        cache_quota_mb: megabytes(quota),
        cache_reserve_mb: megabytes(reserve),
        config: {
          type: 'node',
          ssh_str: ssh.trim(),
          resource_slots: {
            CPU: upTo(Number(cpus)),
            RAM: upTo(Math.floor(Number(memory) / slotGiB)),
            GPU: gpus
              .split(/[,\s]+/)
              .filter(Boolean)
              .map(Number),
          },
          resource_fixed: { SSD: cache.trim() !== '' },
          monitor_port: null,
          gpus: null,
        },
      },
    });
  const nodeLanes = lanes.filter(({ type }) => type === 'node');
  return (
    <FormDialog
      title={target === undefined ? 'Add a machine' : `Machine ${target.name}`}
      action={target === undefined ? 'Look at it and add it' : 'Look at it and save'}
      disabled={shownName === '' || lane.trim() === ''}
      run={save}
      done={`${shownName} can be used`}
      onClose={onClose}
    >
      <TextField label="Host name" required value={hostname} onChange={setHostname} autoFocus />
      <TextField label="Name" placeholder={hostname} readOnly={target !== undefined} value={name} onChange={setName} />
      <TextField
        label="Lane"
        required
        list="node-lanes"
        hint="One that is not there is made."
        value={lane}
        onChange={setLane}
      />
      <datalist id="node-lanes">
        {nodeLanes.map((one) => (
          <option key={one.name} value={one.name} />
        ))}
      </datalist>
      <TextField
        label="Reached by"
        placeholder="ssh vitreous@gpu1.lab.org"
        hint="A command that needs no password; empty for the server's own machine. Projects must lie under the same path there."
        value={ssh}
        onChange={setSsh}
      />
      <TextField
        label="Program there"
        placeholder="/opt/vitreous/vitreous"
        hint="Empty: the server's own, on a disk that both see."
        value={program}
        onChange={setProgram}
      />
      <fieldset className="param-group">
        <legend>What is offered; empty: all that is found</legend>
        <TextField label="Processors" type="number" min={0} placeholder="All" value={cpus} onChange={setCpus} />
        <TextField
          label="Memory (GiB)"
          type="number"
          min={0}
          step={slotGiB}
          placeholder="All"
          value={memory}
          onChange={setMemory}
        />
        <label className="check">
          <input type="checkbox" checked={useGpus} onChange={({ target: { checked } }) => setUseGpus(checked)} />
          Offer its GPUs
        </label>
        {useGpus && <TextField label="GPUs" placeholder="All, or 0, 1" value={gpus} onChange={setGpus} />}
      </fieldset>
      <fieldset className="param-group">
        <legend>Cache of particles on a fast disk of its own</legend>
        <TextField label="Cache folder" placeholder="/scratch/vitreous" value={cache} onChange={setCache} />
        {cache.trim() !== '' && (
          <>
            <TextField label="At most (GB)" type="number" min={0} placeholder="Any" value={quota} onChange={setQuota} />
            <TextField
              label="Left free (GB)"
              type="number"
              min={0}
              placeholder="10"
              value={reserve}
              onChange={setReserve}
            />
          </>
        )}
      </fieldset>
    </FormDialog>
  );
}

function upTo(count: number): number[] {
  return Array.from({ length: Number.isFinite(count) ? Math.max(0, count) : 0 }, (_, slot) => slot);
}

function megabytes(gigabytes: string): number | null {
  return gigabytes.trim() === '' ? null : Math.round(Number(gigabytes) * 1000);
}
