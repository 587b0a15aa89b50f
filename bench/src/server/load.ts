import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { logEvery, size } from './fill-store.js';
import type { ServerProcess } from './server-process.js';

export interface Measured {
  readonly kind: string;
  readonly isWrite: boolean;
  /** Milliseconds of each call, ascending. */
  readonly ms: readonly number[];
}

export interface Load {
  readonly calls: readonly Measured[];
  /** Of the server. */
  readonly cpuMsOfCall: number;
  readonly callsPerS: number;
}

/** What is asked, how often of a hundred times, as the web app's pages and a person's edits do. */
interface Kind {
  readonly kind: string;
  readonly share: number;
  readonly method: 'GET' | 'POST';
  readonly path: (random: Random) => string;
  readonly body?: (random: Random) => unknown;
}

type Random = (below: number) => number;
const project = (random: Random): string => `P${1 + random(size.projects)}`;
const job = (random: Random): string => `${project(random)}/J${1 + random(size.jobsOfProject)}`;

const kinds: readonly Kind[] = [
  read('one job', 20, (random) => `jobs.find_one/${job(random)}`),
  read('newest ten jobs of a project', 14, (random) => `jobs.find?project_uid=${project(random)}&order=-1&limit=10`),
  read('all jobs of a project', 10, (random) => `jobs.find?project_uid=${project(random)}&order=-1&limit=0`),
  read('newest 500 jobs of all', 1, () => 'jobs.find?order=-1&limit=500'),
  read('newest 50 failed jobs of all', 4, () => 'jobs.find?status=failed&order=-1&limit=50'),
  read('jobs counted by status', 4, (random) => `jobs.count?project_uid=${project(random)}&status=completed`),
  read('all projects', 6, () => 'projects.find?limit=0'),
  read('one project', 10, (random) => `projects.find_one/${project(random)}`),
  read(
    'event log',
    14,
    (random) =>
      `jobs.get_event_logs/${project(random)}/J${logEvery * (1 + random(Math.floor(size.jobsOfProject / logEvery)))}`,
  ),
  write('title set', 10, (random) => `jobs.set_title/${job(random)}?title=Title%20${random(1000)}`),
  // Job 11, 21, … of a project is being built; the fourth of its chain picks particles.
  write(
    'parameter set',
    5,
    (random) => `jobs.set_param/${project(random)}/J11/diameter`,
    (random) => 100 + random(100),
  ),
  write(
    'job made',
    2,
    (random) => `jobs.create/${project(random)}/W1?type=blob_picker_gpu&title=New`,
    () => ({}),
  ),
];

function read(kind: string, share: number, path: Kind['path']): Kind {
  return { kind, share, method: 'GET', path };
}

function write(kind: string, share: number, path: Kind['path'], body: Kind['body'] = () => undefined): Kind {
  return { kind, share, method: 'POST', path, body };
}

/**
 * Some clients, each with one connection, ask one thing after the other, with a pause of up to `thinkMs` before each.
 * What is asked is random, but the same in each run.
 */
export async function load(
  server: ServerProcess,
  { clients, calls, thinkMs }: { clients: number; calls: number; thinkMs: number },
): Promise<Load> {
  const times = new Map<string, number[]>(kinds.map(({ kind }) => [kind, []]));
  const [cpuBefore, started] = [server.cpuS(), performance.now()];
  const one = async (client: number): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const random = createRandom(client + 1);
    for (let i = 0; i < calls; i++) {
      if (thinkMs > 0) await setTimeout(random(thinkMs));
      const kind = choose(random(100));
      const [path, body] = [kind.path(random), kind.body?.(random)];
      const before = performance.now();
      await ask(server, agent, { method: kind.method, path, body });
      times.get(kind.kind)?.push(performance.now() - before);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => one(client)));
  const seconds = (performance.now() - started) / 1000;
  return {
    calls: kinds.map(({ kind, method }) => ({
      kind,
      isWrite: method === 'POST',
      ms: (times.get(kind) ?? []).sort((a, b) => a - b),
    })),
    cpuMsOfCall: ((server.cpuS() - cpuBefore) * 1000) / (clients * calls),
    callsPerS: (clients * calls) / seconds,
  };
}

function choose(percent: number): Kind {
  let below = 0;
  for (const kind of kinds) {
    below += kind.share;
    if (percent < below) return kind;
  }
  throw new RangeError('the shares are not a hundred');
}

function ask(
  { url, token }: ServerProcess,
  agent: Agent,
  { method, path, body }: { method: string; path: string; body: unknown },
): Promise<void> {
  const sent = body === undefined ? null : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(sent === null ? {} : { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/api/cmd/${path}`, { agent, method, headers }, (response) => {
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${path}: status ${String(response.statusCode)}`));
      });
      response.resume();
    });
    asked.on('error', reject).end(sent);
  });
}

/** Whole numbers below a bound (mulberry32: public domain generator of T. Ettinger). */
function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
