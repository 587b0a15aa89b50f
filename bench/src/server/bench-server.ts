import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { formatTable } from '../format-table.js';
import { median } from '../measure.js';
import { fillStore, size } from './fill-store.js';
import { load, type Load } from './load.js';
import { personLogin, startServer, type ServerProcess } from './server-process.js';

/** A line of the table. */
type Line = readonly [what: string, figure: string, cpu: string, bar: string];

const clients = 10;

/** Measures the server on many projects and jobs; the section of docs/benchmarks.md. */
export async function benchServer(work: string): Promise<string> {
  await rm(work, { recursive: true, force: true });
  const [data, projects] = [join(work, 'data'), join(work, 'projects')];
  process.stderr.write('server: fill\n');
  await fillStore(data, projects);
  const filling = await startServer(data);
  await settle(filling);
  await filling.stop();
  const server = await startServer(data);
  try {
    process.stderr.write('server: idle\n');
    const idle = await measureIdle(server);
    process.stderr.write('server: load\n');
    await load(server, { clients, calls: 20, thinkMs: 0 });
    const calm = await load(server, { clients, calls: 150, thinkMs: 200 });
    const flatOut = await load(server, { clients, calls: 300, thinkMs: 0 });
    process.stderr.write('server: particles\n');
    const particles = await measureParticles(server, projects);
    return formatSection(
      [...idle, ...linesOf('pauses', calm), ...linesOf('flat out', flatOut), ...particles],
      [calm, flatOut],
    );
  } finally {
    await server.stop();
  }
}

/** Waits until the server has done what it does by itself, such as writing logs into project directories. */
async function settle(server: ServerProcess): Promise<void> {
  for (let before = -1; server.cpuS() - before > 0.05;) {
    before = server.cpuS();
    await setTimeout(2000);
  }
}

/** Memory, and CPU seconds in some seconds in which nobody asks for anything. */
async function measureIdle(server: ServerProcess): Promise<Line[]> {
  const seconds = 10;
  await settle(server);
  const before = server.cpuS();
  await setTimeout(1000 * seconds);
  const used = server.cpuS() - before;
  const figure = `${server.memoryMb().toFixed(0)} MB, ${((100 * used) / seconds).toFixed(1)} % of a core`;
  return [['idle, after a start', figure, `${used.toFixed(2)} s in ${seconds} s`, '200 MB, almost no CPU']];
}

function linesOf(mode: string, { calls, cpuMsOfCall, callsPerS }: Load): Line[] {
  const of = (isWrite: boolean): string =>
    quantiles(calls.filter((one) => one.isWrite === isWrite).flatMap(({ ms }) => ms));
  const cpu = `${cpuMsOfCall.toFixed(2)} ms a call`;
  return [
    [`reads, ${mode}, ${callsPerS.toFixed(0)} calls/s`, of(false), cpu, '95 % under 50 ms'],
    [`writes, ${mode}`, of(true), '', '95 % under 100 ms'],
  ];
}

function quantiles(ms: readonly number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor(part * sorted.length)] ?? NaN).toFixed(1);
  return `${at(0.5)} / ${at(0.95)} ms`;
}

interface Particles {
  readonly megabytes: number;
  readonly rounds: readonly { readonly wall_s: number; readonly client_cpu_s: number; readonly server_cpu_s: number }[];
}

/** A million rows through the official client. */
async function measureParticles(server: ServerProcess, projects: string): Promise<Line[]> {
  const what = 'a million particles loaded by the official client';
  const python = findPython();
  if (python === null) {
    process.stderr.write(
      'The official client is not measured: make test sets it up, or CRYOSPARC_TOOLS_PYTHON names it.\n',
    );
    return [[what, 'not measured: no Python client', '', '100 MB/s']];
  }
  const script = join(import.meta.dirname, '../../src/server/load-output.py');
  const args = [script, server.url, ...personLogin, projects, `${server.pid}`];
  const { stdout } = await promisify(execFile)(python, args);
  // The script is ours.
  const { megabytes, rounds } = JSON.parse(stdout) as Particles;
  const seconds = median(rounds.map(({ wall_s }) => wall_s));
  const cpu = (of: 'client_cpu_s' | 'server_cpu_s'): string => median(rounds.map((round) => round[of])).toFixed(2);
  const figure = `${(megabytes / seconds).toFixed(0)} MB/s (${megabytes.toFixed(0)} MB in ${seconds.toFixed(2)} s)`;
  return [[what, figure, `${cpu('server_cpu_s')} s, the client ${cpu('client_cpu_s')} s`, '100 MB/s']];
}

function findPython(): string | null {
  const made = join(import.meta.dirname, '../../../target/python-client');
  return process.env.CRYOSPARC_TOOLS_PYTHON ?? (existsSync(join(made, 'complete')) ? join(made, 'bin/python') : null);
}

function formatSection(lines: readonly Line[], [calm, flatOut]: readonly [Load, Load]): string {
  const kinds = calm.calls.map(({ kind, ms }, place) => [
    kind,
    quantiles(ms),
    quantiles(flatOut.calls[place]?.ms ?? []),
  ]);
  return `Also alone: \`make bench-server\`. ${size.projects} projects with ${size.jobsOfProject} jobs each in a database on disk, asked over HTTP by ${clients} clients
of one ordinary person, each with one connection, one call after the other: with pauses of up to 0.2 s, and without. The
clients run on the same cores. Times are medians and what 95 % stay under.

${formatTable(['what', 'figure', "server's CPU", 'bar'], lines)}

${formatTable(['call', 'with pauses', 'flat out'], kinds)}
`;
}
