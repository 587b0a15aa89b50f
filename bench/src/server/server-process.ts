import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuOf } from '../measure.js';

const main = join(import.meta.dirname, '../../../apps/server/dist/main.js');
const account = { email: 'bench@lab.org', password: 'a good password' };

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly token: string;
  /** User and system CPU seconds until now. */
  cpuS(): number;
  /** Memory in use now. */
  memoryMb(): number;
  stop(): Promise<void>;
}

/** Makes the account that the benchmark works under: an ordinary one, whose projects are looked up in each call. */
export function createAccount(data: string): void {
  const { email, password } = account;
  execFileSync(process.execPath, [main, 'user', 'create', '--data', data, '--email', email, '--password', password]);
}

/** Starts the built server as `./vitreous serve` does, on a free port or the given one, and logs in. BENCH_NODE_ARGS are Node's own. */
export async function startServer(data: string, port = '0'): Promise<ServerProcess> {
  const own = (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter((one) => one !== '');
  const child = spawn(process.execPath, [...own, main, 'serve', '--data', data, '--port', port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (piece: Buffer) => {
      text += piece.toString();
      const found = /^Vitreous .* at (http:\S+)$/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => {
      reject(new Error(`the server ended with ${String(code)} before it listened: ${text}`));
    });
  });
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    token: await login(url),
    cpuS: () => cpuOf(pid),
    memoryMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Starts a server with nothing but its account, in a folder of its own. */
export async function startFresh(work: string): Promise<{ server: ServerProcess; data: string; projects: string }> {
  const [data, projects] = [join(work, 'data'), join(work, 'projects')];
  mkdirSync(projects, { recursive: true });
  createAccount(data);
  return { server: await startServer(data), data, projects };
}

/** What people and the official client log in with. */
export const personLogin = [account.email, account.password] as const;

async function login(url: string): Promise<string> {
  const digest = createHash('sha256').update(account.password).digest('hex');
  const body = new URLSearchParams({ grant_type: 'password', username: account.email, password: digest });
  const response = await fetch(`${url}/api/cmd/login`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { access_token: string }).access_token;
}
