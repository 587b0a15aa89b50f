import type { SchedulerTarget } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { AreaField, TextField } from '../design/field.js';
import { FormDialog } from '../design/form-dialog.js';
import { callFunction } from '../server/call.js';
import { slurmExample } from './slurm-example.js';
import { readVariables, showVariables, VariablesField } from './variables-field.js';

const commands = [
  ['qsub_cmd_tpl', 'To submit'],
  ['qstat_cmd_tpl', 'To ask about a job'],
  ['qdel_cmd_tpl', 'To take a job out'],
  ['qinfo_cmd_tpl', 'To ask about the cluster'],
  ['send_cmd_tpl', 'Around each of these'],
] as const;

/** A cluster such as Slurm: what it is asked by, and the script of each job. */
export function ClusterForm({
  target,
  onClose,
}: {
  target: SchedulerTarget | undefined;
  onClose: () => void;
}): ReactNode {
  const before = target?.config.type === 'cluster' ? target.config : slurmExample;
  const [name, setName] = useState(target?.name ?? '');
  const [title, setTitle] = useState(target?.title ?? '');
  const [program, setProgram] = useState(target?.worker_bin_path ?? '');
  const [cache, setCache] = useState(target?.cache_path ?? '');
  const [templates, setTemplates] = useState<Record<(typeof commands)[number][0], string>>({
    qsub_cmd_tpl: before.qsub_cmd_tpl,
    qstat_cmd_tpl: before.qstat_cmd_tpl,
    qdel_cmd_tpl: before.qdel_cmd_tpl,
    qinfo_cmd_tpl: before.qinfo_cmd_tpl,
    send_cmd_tpl: before.send_cmd_tpl,
  });
  const [script, setScript] = useState<string>(before.script_tpl);
  const [variables, setVariables] = useState(showVariables(before.custom_vars));
  const save = async (): Promise<unknown> =>
    callFunction('resources.add_cluster', {
      body: {
        name: name.trim(),
        lane: target?.lane ?? name.trim(),
        title: title.trim() || name.trim(),
        desc: target?.desc ?? null,
        hostname: target?.hostname ?? name.trim(),
        worker_bin_path: program.trim(),
        arch: target?.arch ?? 'x86_64',
        cache_path: cache.trim() === '' ? null : cache.trim(),
        cache_quota_mb: target?.cache_quota_mb ?? null,
        cache_reserve_mb: target?.cache_reserve_mb ?? null,
        config: {
          type: 'cluster',
          ...templates,
          script_tpl: script,
          custom_vars: readVariables(variables),
          // Found by the server in the templates.
          tpl_vars: [],
          custom_var_names: [],
        },
      },
    });
  return (
    <FormDialog
      title={target === undefined ? 'Add a cluster' : `Cluster ${target.name}`}
      action={target === undefined ? 'Add it' : 'Save'}
      disabled={name.trim() === ''}
      run={save}
      done={`Cluster ${name.trim()} is there: verify it from its menu`}
      onClose={onClose}
    >
      <TextField
        label="Name"
        required
        readOnly={target !== undefined}
        hint="Its lane has this name too."
        value={name}
        onChange={setName}
        autoFocus={target === undefined}
      />
      <TextField label="Title" placeholder={name} value={title} onChange={setTitle} />
      <fieldset className="param-group">
        <legend>Commands; words in braces are filled in for each job</legend>
        {commands.map(([key, label]) => (
          <TextField
            key={key}
            label={label}
            required
            className="input code"
            value={templates[key]}
            onChange={(text) => setTemplates({ ...templates, [key]: text })}
          />
        ))}
      </fieldset>
      <AreaField
        label="Script of a job"
        hint="A Jinja template: job_uid, num_cpu, num_gpu, ram_gb, job_dir_abs, run_cmd and others; names of your own are variables."
        look="code tall"
        spellCheck={false}
        value={script}
        onChange={setScript}
      />
      <VariablesField
        label="Values of your own variables"
        hint="Each can be given otherwise when a job is queued."
        text={variables}
        onChange={setVariables}
      />
      <TextField
        label="Program there"
        placeholder="/opt/vitreous/vitreous"
        hint="Empty: the server's own, on a disk that both see."
        value={program}
        onChange={setProgram}
      />
      <TextField
        label="Cache folder of its machines"
        placeholder="/scratch/vitreous"
        value={cache}
        onChange={setCache}
      />
    </FormDialog>
  );
}
