import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { askCluster, cancelOnCluster, findClusterJobId, submitToCluster, verifyCluster } from './cluster-commands.js';
import { readClusterState } from './cluster-state.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-cluster-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function program(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A queue of files: submitting writes one, asking reads it, cancelling removes it. */
const templates = {
  send_cmd_tpl: '{{ command }}',
  qsub_cmd_tpl: `${program('qsub', `echo "R $1" > ${folder}/job; echo "Submitted batch job 4711"`)} {{ script_path_abs }}`,
  qstat_cmd_tpl: `${program('qstat', `test -f ${folder}/job || { echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1; }; echo "JOBID ST"; echo "$1 $(cat ${folder}/job)"`)} {{ cluster_job_id }}`,
  qdel_cmd_tpl: `${program('qdel', `rm ${folder}/job`)} {{ cluster_job_id }}`,
  qinfo_cmd_tpl: program('qinfo', 'echo all well'),
};

describe('a queue', () => {
  it('takes, follows and cancels a job', async () => {
    const id = await submitToCluster(templates, { script_path_abs: '/p/J1/queue_sub_script.sh' });
    expect(id).toBe('4711');
    expect(readFileSync(join(folder, 'job'), 'utf8')).toContain('/p/J1/queue_sub_script.sh');
    expect((await askCluster(templates, id, {})).state).toBe('running');
    await cancelOnCluster(templates, id, {});
    expect((await askCluster(templates, id, {})).state).toBe('ended');
    expect(await verifyCluster(templates)).toBe('all well\n');
  });

  it('that fails is quoted', async () => {
    const broken = {
      ...templates,
      qsub_cmd_tpl: 'echo no such partition >&2; exit 3',
      qinfo_cmd_tpl: '/no/such/program',
    };
    await expect(submitToCluster(broken, {})).rejects.toThrow('ended with code 3: no such partition');
    await expect(verifyCluster(broken)).rejects.toThrow('ended with code 127');
    await expect(submitToCluster({ ...templates, qsub_cmd_tpl: 'echo queued' }, {})).rejects.toThrow('gave no job id');
  });
});

it.each([
  ['Submitted batch job 123\n', '123'],
  ['some banner 99\nSubmitted batch job 124 on cluster x', '124'],
  ['4242.pbs-server.lab.org\n', '4242.pbs-server.lab.org'],
  ['Your job 55 ("name") has been submitted', '55'],
  ['Job <77> is submitted to queue <normal>.', '77'],
  ['', null],
])('finds the id in %j', (printed, id) => {
  expect(findClusterJobId(printed)).toBe(id);
});

it.each([
  [
    '  JOBID PARTITION NAME USER ST TIME NODES NODELIST(REASON)\n 123 gpu r_job me PD 0:00 1 (Resources)',
    '123',
    'pending',
  ],
  ['  JOBID PARTITION NAME USER ST TIME NODES NODELIST(REASON)\n 123 f r me R 0:10 1 node1', '123', 'running'],
  ['123|RUNNING', '123', 'running'],
  ['123|CANCELLED+', '123', 'ended'],
  ['4242.pbs   name  me  0 Q batch', '4242.pbs-server.lab.org', 'pending'],
  ['JOBID ST\n', '123', 'ended'],
  ['123 frozen solid', '123', 'unknown'],
])('reads the state in %j', (printed, id, state) => {
  expect(readClusterState(printed, id)).toBe(state);
});

const slurm = spawnSync('sh', ['-c', 'sinfo -h 2>/dev/null'], { encoding: 'utf8' });
const hasSlurm = slurm.status === 0 && slurm.stdout.trim() !== '';
it.skipIf(!hasSlurm)(
  'is Slurm where a controller answers on this host (skipped: none does)',
  async () => {
    const script = program('job.sh', 'sleep 60');
    const real = {
      send_cmd_tpl: '{{ command }}',
      qsub_cmd_tpl: `sbatch -o ${folder}/slurm.out {{ script_path_abs }}`,
      qstat_cmd_tpl: 'squeue -j {{ cluster_job_id }}',
      qdel_cmd_tpl: 'scancel {{ cluster_job_id }}',
      qinfo_cmd_tpl: 'sinfo',
    };
    const id = await submitToCluster(real, { script_path_abs: script });
    expect(['pending', 'running']).toContain((await askCluster(real, id, {})).state);
    await cancelOnCluster(real, id, {});
    for (let wait = 0; wait < 20 && execFileSync('squeue', ['-h', '-j', id]).toString().trim() !== ''; wait++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect((await askCluster(real, id, {})).state).toBe('ended');
  },
  30_000,
);
