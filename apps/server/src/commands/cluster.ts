import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { verifyCluster } from '@vitreous/scheduler';
import type { SchedulerTargetCluster } from '@vitreous/schema';
import { Command } from 'commander';
import { z } from 'zod';
import { findTarget, removeTarget, saveCluster } from '../lanes/change-lanes.js';
import { withStore } from './with-store.js';

/** The two files that describe a cluster, in the form that facilities have them. */
const infoName = 'cluster_info.json';
const scriptName = 'cluster_script.sh';
const dataOption = ['--data <folder>', 'folder of the database'] as const;

const text = z.string();
/** What stands in `cluster_info.json`; what else stands there is left alone. */
const clusterInfo = z.object({
  name: text,
  title: text.optional(),
  lane: text.optional(),
  worker_bin_path: text.default(''),
  cache_path: text.nullish(),
  cache_reserve_mb: z.int().nullish(),
  cache_quota_mb: z.int().nullish(),
  send_cmd_tpl: text.default('{{ command }}'),
  qsub_cmd_tpl: text,
  qstat_cmd_tpl: text,
  qdel_cmd_tpl: text,
  qinfo_cmd_tpl: text,
  custom_vars: z.record(text, text).default({}),
});

export function createClusterCommand(): Command {
  const example = new Command('example')
    .description(`Write ${infoName} and ${scriptName} for Slurm, to be changed for your site.`)
    .argument('[folder]', 'where they go', '.')
    .action((folder: string) => {
      mkdirSync(folder, { recursive: true });
      for (const [name, content] of Object.entries(slurmExample)) {
        const path = join(folder, name);
        if (existsSync(path)) throw new UserError(`${path} is there already.`);
        writeFileSync(path, content);
        process.stdout.write(`${path}\n`);
      }
    });
  const connect = new Command('connect')
    .description(`Make a lane of the cluster that ${infoName} and ${scriptName} describe; again to change it.`)
    .argument('[folder]', 'where they are', '.')
    .requiredOption(...dataOption)
    .action((folder: string, { data }: { data: string }) =>
      withStore(data, (store) => {
        const { name, lane, config } = saveCluster(store, readCluster(folder));
        process.stdout.write(`Cluster ${name} is lane ${lane}. Check it with: cluster verify ${name}\n`);
        const unset = config.custom_var_names.filter((one) => !(one in config.custom_vars));
        if (unset.length > 0) process.stdout.write(`Jobs must bring values for ${unset.join(', ')}.\n`);
      }),
    );
  const verify = new Command('verify')
    .description('Ask the cluster about itself, by the command that is set for that.')
    .argument('<name>')
    .requiredOption(...dataOption)
    .action((name: string, { data }: { data: string }) =>
      withStore(data, async (store) => {
        const { config, worker_bin_path } = findTarget(store, name);
        if (config.type !== 'cluster') throw new UserError(`${name} is a node, not a cluster.`);
        process.stdout.write(await verifyCluster(config, { ...config.custom_vars, worker_bin_path }));
      }),
    );
  const remove = new Command('remove')
    .description('Submit no more jobs to a cluster; its lane goes too. What runs there goes on.')
    .argument('<name>')
    .requiredOption(...dataOption)
    .action((name: string, { data }: { data: string }) =>
      withStore(data, (store) => {
        removeTarget(store, name, 'cluster');
        process.stdout.write(`Cluster ${name} is removed.\n`);
      }),
    );
  const command = new Command('cluster').description('Clusters, such as Slurm, that jobs are submitted to.');
  for (const one of [example, connect, verify, remove]) command.addCommand(one);
  return command;
}

function readCluster(folder: string): SchedulerTargetCluster {
  const read = (name: string): string => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      throw new UserError(`${join(folder, name)} cannot be read: "cluster example" writes one to begin with.`);
    }
  };
  let given: unknown;
  try {
    given = JSON.parse(read(infoName));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${join(folder, infoName)} is no valid JSON: ${String(error)}`);
  }
  const parsed = clusterInfo.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(`${join(folder, infoName)}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const { name, title, lane, worker_bin_path, cache_path, cache_reserve_mb, cache_quota_mb, ...templates } =
    parsed.data;
  return {
    cache_path: cache_path === undefined || cache_path === '' ? null : cache_path,
    cache_reserve_mb: cache_reserve_mb ?? null,
    cache_quota_mb: cache_quota_mb ?? null,
    lane: lane ?? name,
    name,
    title: title ?? name,
    desc: null,
    hostname: name,
    worker_bin_path,
    config: { type: 'cluster', ...templates, script_tpl: read(scriptName), tpl_vars: [], custom_var_names: [] },
    arch: 'x86_64',
  };
}

const slurmExample: Readonly<Record<string, string>> = {
  [infoName]: `${JSON.stringify(
    {
      name: 'slurm',
      title: 'Slurm',
      worker_bin_path: '',
      send_cmd_tpl: '{{ command }}',
      qsub_cmd_tpl: 'sbatch {{ script_path_abs }}',
      qstat_cmd_tpl: 'squeue -j {{ cluster_job_id }}',
      qdel_cmd_tpl: 'scancel {{ cluster_job_id }}',
      qinfo_cmd_tpl: 'sinfo',
      custom_vars: { partition: 'debug' },
    },
    null,
    2,
  )}\n`,
  [scriptName]: `#!/usr/bin/env bash
#SBATCH --job-name=vitreous_{{ project_uid }}_{{ job_uid }}
#SBATCH --partition={{ partition }}
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{ num_cpu }}
#SBATCH --mem={{ ram_gb }}G
{%- if num_gpu > 0 %}
#SBATCH --gres=gpu:{{ num_gpu }}
{%- endif %}
#SBATCH --output={{ job_dir_abs }}/cluster.log
#SBATCH --comment="{{ job_creator }} {{ job_type }}"

{{ run_cmd }}
`,
};
