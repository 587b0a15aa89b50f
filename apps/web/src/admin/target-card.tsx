import type { SchedulerLane, SchedulerTarget } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Fact } from '../browse/sidebar.js';
import { confirm } from '../design/confirm.js';
import { Dialog } from '../design/dialog.js';
import { TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import type { MenuEntry } from '../design/menu.js';
import { MenuButton } from '../design/menu-button.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { readVariables, showVariables, VariablesField } from './variables-field.js';

interface Props {
  readonly target: SchedulerTarget;
  readonly lanes: readonly SchedulerLane[];
  readonly onChange: () => void;
}

/** A machine or a cluster of a lane, and what can be changed of it. */
export function TargetCard({ target, lanes, onChange }: Props): ReactNode {
  const { name, title, hostname, config, cache_path } = target;
  const [open, setOpen] = useState<'cache' | 'variables' | 'script' | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);
  const close = (): void => setOpen(null);
  const others = lanes.filter((lane) => lane.type === config.type && lane.name !== target.lane);
  const entries: MenuEntry[] = [
    { label: 'Change…', icon: 'edit', onSelect: onChange },
    { label: 'Cache folder…', icon: 'folder', onSelect: () => setOpen('cache') },
    ...(config.type === 'node'
      ? others.map((lane) => ({
          label: `Move to lane ${lane.title || lane.name}`,
          icon: 'right' as const,
          onSelect: () => void act(() => callFunction('resources.update_node_lane', { name, lane: lane.name })),
        }))
      : [
          {
            label: 'Verify',
            icon: 'check' as const,
            onSelect: () => void act(async () => setAnswer(await callFunction('resources.verify_cluster', { name }))),
          },
          { label: 'Values of variables…', icon: 'edit' as const, onSelect: () => setOpen('variables') },
          { label: 'Show the script', icon: 'file' as const, onSelect: () => setOpen('script') },
        ]),
    'line',
    { label: 'Remove', icon: 'trash', danger: true, onSelect: () => askRemove(target) },
  ];
  return (
    <article className="target boxed" aria-label={title || name}>
      <header>
        <h3>{title || name}</h3>
        <MenuButton label={`Actions of ${name}`} entries={entries} />
      </header>
      <dl className="facts">
        <Fact name="Host">{hostname}</Fact>
        {config.type === 'node' ? (
          <>
            <Fact name="Reached by">
              {config.ssh_str === '' ? 'it is the server’s own' : <code>{config.ssh_str}</code>}
            </Fact>
            <Fact name="Processors">{config.resource_slots.CPU.length}</Fact>
            <Fact name="Memory">{config.resource_slots.RAM.length * 8} GiB</Fact>
            <Fact name="GPUs">
              {config.gpus
                ?.filter(({ id }) => config.resource_slots.GPU.includes(id))
                .map(({ id, name: model, mem }) => `${id}: ${model}, ${(mem / 2 ** 30).toFixed(0)} GiB`)
                .join('; ') || 'none'}
            </Fact>
          </>
        ) : (
          <>
            <Fact name="Submitted by">
              <code>{config.qsub_cmd_tpl}</code>
            </Fact>
            <Fact name="Variables">
              {config.custom_var_names.length === 0
                ? 'none'
                : config.custom_var_names
                    .map((one) => `${one} = ${config.custom_vars[one] ?? '(given with each job)'}`)
                    .join('; ')}
            </Fact>
          </>
        )}
        <Fact name="Cache">{cache_path ?? 'none'}</Fact>
      </dl>
      {open === 'cache' && <CachePath target={target} onClose={close} />}
      {open === 'variables' && config.type === 'cluster' && (
        <Variables name={name} values={config.custom_vars} names={config.custom_var_names} onClose={close} />
      )}
      {open === 'script' && config.type === 'cluster' && (
        <Dialog title={`Script of ${name}`} onClose={close}>
          <pre className="dialog-body metadata" tabIndex={0}>
            {config.script_tpl}
          </pre>
        </Dialog>
      )}
      {answer !== null && (
        <Dialog title={`${name} answers`} onClose={() => setAnswer(null)}>
          <pre className="dialog-body metadata" tabIndex={0}>
            {answer}
          </pre>
        </Dialog>
      )}
    </article>
  );
}

function CachePath({ target, onClose }: { target: SchedulerTarget; onClose: () => void }): ReactNode {
  const [path, setPath] = useState(target.cache_path ?? '');
  const { name } = target;
  return (
    <FormDialog
      title={`Cache of ${name}`}
      action="Save"
      run={() => callFunction('resources.update_target_cache_path', { name, value: path.trim() || null })}
      done={`The cache of ${name} is set`}
      onClose={onClose}
    >
      <TextField
        label="Folder on a fast disk of its own"
        hint="Empty: particles are read from the project."
        value={path}
        onChange={setPath}
        autoFocus
      />
    </FormDialog>
  );
}

function Variables({
  name,
  values,
  names,
  onClose,
}: {
  name: string;
  values: Readonly<Record<string, string>>;
  names: readonly string[];
  onClose: () => void;
}): ReactNode {
  const [text, setText] = useState(showVariables(values));
  return (
    <FormDialog
      title={`Variables of ${name}`}
      action="Save"
      run={async () => callFunction('resources.update_cluster_custom_vars', { name, value: readVariables(text) })}
      done={`The variables of ${name} are set`}
      onClose={onClose}
    >
      <VariablesField
        label="Values for jobs that give none"
        hint={
          names.length === 0
            ? 'Its templates have no variables of your own.'
            : `Its templates ask for ${names.join(', ')}.`
        }
        text={text}
        onChange={setText}
      />
    </FormDialog>
  );
}

function askRemove({ name, config }: SchedulerTarget): void {
  const cluster = config.type === 'cluster';
  confirm({
    title: `Remove ${cluster ? 'cluster' : 'machine'} ${name}?`,
    body: <p>What runs there goes on; nothing new starts there.{cluster && ' Its lane goes with its last cluster.'}</p>,
    action: 'Remove',
    danger: true,
    run: () =>
      act(
        () => callFunction(cluster ? 'resources.remove_cluster' : 'resources.remove_node', { name }),
        `${name} is removed`,
      ),
  });
}
