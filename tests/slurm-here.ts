import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { join } from 'node:path';

const daemons = ['munged', 'slurmctld', 'slurmd'].map((name) => `/usr/sbin/${name}`);

/** Why Slurm cannot be started here; null when it can. */
export function whyNoSlurm(): string | null {
  const missing = [...daemons, '/usr/bin/sbatch'].filter((path) => !existsSync(path));
  if (missing.length > 0) return `${missing.join(', ')} missing: install slurm-wlm`;
  return process.getuid?.() === 0 ? null : 'its daemons need to be started by root';
}

/**
 * A Slurm of one node on this machine, all of whose files lie in `folder`; SLURM_CONF of this process leads to it.
 * Returns what ends its daemons.
 */
export async function startSlurm(folder: string): Promise<() => Promise<void>> {
  const [controllerPort, nodePort] = [await freePort(), await freePort()];
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'munge.key'), randomBytes(1024), { mode: 0o600 });
  const socket = join(folder, 'munge.socket');
  const host = hostname().split('.')[0] ?? 'localhost';
  const settings: Readonly<Record<string, string | number>> = {
    ClusterName: 'vitreous',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmctldPort: controllerPort,
    SlurmdPort: nodePort,
    SlurmUser: 'root',
    SlurmdUser: 'root',
    AuthType: 'auth/munge',
    AuthInfo: `socket=${socket}`,
    StateSaveLocation: join(folder, 'state'),
    SlurmdSpoolDir: join(folder, 'spool'),
    SlurmctldPidFile: join(folder, 'slurmctld.pid'),
    SlurmdPidFile: join(folder, 'slurmd.pid'),
    SlurmctldLogFile: join(folder, 'slurmctld.log'),
    SlurmdLogFile: join(folder, 'slurmd.log'),
    ProctrackType: 'proctrack/pgid',
    TaskPlugin: 'task/none',
    SwitchType: 'switch/none',
    MpiDefault: 'none',
    JobAcctGatherType: 'jobacct_gather/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    ReturnToService: 2,
    MinJobAge: 300,
  };
  const node = `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=${Math.floor(totalmem() / 2 ** 20 / 2)} State=UNKNOWN`;
  const partition = `PartitionName=debug Nodes=${host} Default=YES MaxTime=INFINITE State=UP`;
  const lines = [...Object.entries(settings).map(([name, value]) => `${name}=${value}`), node, partition];
  const conf = join(folder, 'slurm.conf');
  writeFileSync(conf, `${lines.join('\n')}\n`);
  process.env['SLURM_CONF'] = conf;

  const children: ChildProcess[] = [];
  const start = (name: string, args: string[]): void => {
    children.push(spawn(`/usr/sbin/${name}`, args, { stdio: 'ignore' }));
  };
  const stop = async (): Promise<void> => {
    for (const child of children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    delete process.env['SLURM_CONF'];
  };
  const files = ['key-file', 'pid-file', 'log-file', 'seed-file'].map(
    (name) => `--${name}=${join(folder, `munge.${name.split('-')[0] ?? ''}`)}`,
  );
  start('munged', ['--foreground', '--force', `--socket=${socket}`, ...files]);
  await until(() => existsSync(socket));
  start('slurmctld', ['-D', '-f', conf]);
  start('slurmd', ['-D', '-f', conf, '-N', host]);
  try {
    await until(() => execFileSync('sinfo', ['-h', '-o', '%t'], { stdio: 'pipe' }).toString().trim() === 'idle');
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function until(ready: () => boolean): Promise<void> {
  let last: unknown = null;
  for (let wait = 0; wait < 300; wait++) {
    try {
      if (ready()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('Slurm does not get ready', { cause: last });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
