import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { call, createAccount, login, password, startServer, type ServerProcess } from './server-process.js';
import { startSlurm, whyNoSlurm } from './slurm-here.js';

const why = whyNoSlurm();
const python = why === null ? findPythonClient() : null;
const main = join(import.meta.dirname, '../apps/server/dist/main.js');

describe.skipIf(python === null)(`Slurm on this machine${why === null ? '' : ` (skipped: ${why})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-slurm-'));
  const data = join(folder, 'data');
  const email = 'admin@lab.org';
  let server: ServerProcess | null = null;
  let stopSlurm = (): Promise<void> => Promise.resolve();
  const run = (...args: string[]): string => execFileSync(process.execPath, [main, ...args]).toString();
  beforeAll(async () => {
    for (const name of ['projects', 'slurm', 'site']) mkdirSync(join(folder, name));
    await writeMrc(
      join(folder, 'a.mrc'),
      { height: 48, width: 64, data: new Float32Array(48 * 64) },
      { pixelSizeA: 1.5 },
    );
    stopSlurm = await startSlurm(join(folder, 'slurm'));
    createAccount(data, email, 'admin');
  }, 120_000);
  afterAll(async () => {
    await server?.stop('SIGTERM');
    await stopSlurm();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  it('runs jobs, keeps them over a crash of the server, cancels what is killed, and misses what vanishes', async () => {
    run('cluster', 'example', join(folder, 'site'));
    const script = join(folder, 'site', 'cluster_script.sh');
    // A line of the site's own; memory is not counted on so small a machine.
    const text = readFileSync(script, 'utf8').replace(
      /#SBATCH --mem=.*\n/,
      '{% if more %}#SBATCH {{ more }}\n{% endif %}',
    );
    writeFileSync(script, text);
    const info = join(folder, 'site', 'cluster_info.json');
    writeFileSync(info, readFileSync(info, 'utf8').replace('"partition"', '"more": "", "partition"'));
    expect(run('cluster', 'connect', join(folder, 'site'), '--data', data)).toContain('Cluster slurm is lane slurm');
    expect(run('cluster', 'verify', 'slurm', '--data', data)).toContain('debug');

    server = await startServer(data);
    const port = new URL(server.url).port;
    const token = await login(server.url, email);
    await call(server.url, token, 'POST', 'config.write/worker_url', server.url);
    await call(server.url, token, 'POST', 'config.write/cluster_poll_seconds', 1);
    const args = [server.url, email, password, join(folder, 'projects'), join(folder, '*.mrc')];
    const begun = (await runPython(python ?? '', 'client-slurm.py', ['begin', ...args])) as [string, string, string][];
    expect(begun.map(([uid, status]) => [uid, status])).toEqual([
      ['J1', 'completed'],
      ['J2', 'launched'],
      ['J3', 'killed'],
      ['J4', 'launched'],
    ]);
    const [, second, third, fourth] = begun.map(([, , id]) => id);
    const queued = (): string[] => execFileSync('squeue', ['-h', '-o', '%i']).toString().split('\n');
    await expect.poll(queued, { timeout: 30_000 }).not.toContain(third);
    expect(queued()).toContain(second);

    await server.stop('SIGKILL');
    execFileSync('scontrol', ['release', second ?? '']);
    execFileSync('scancel', [fourth ?? '']);
    server = await startServer(data, port);
    expect(await runPython(python ?? '', 'client-slurm.py', ['end', ...args])).toEqual([
      ['completed', 'failed'],
      1,
      [expect.stringContaining(`has left the queue of slurm (id ${fourth ?? ''}) before it was done`)],
    ]);
  }, 240_000);
});
