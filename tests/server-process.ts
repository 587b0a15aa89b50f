import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../apps/server/dist/main.js');

export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Sends a signal and waits for the end; returns the exit code, null after a kill. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

export const password = 'a good password';

/** Makes an account as `./vitreous user create` does. */
export function createAccount(data: string, email: string, role: 'admin' | 'user'): void {
  execFileSync(
    process.execPath,
    [main, 'user', 'create', '--data', data].concat(['--email', email, '--password', password, '--role', role]),
  );
}

/** Starts the built server as `./vitreous serve` does, on a free port; `by` are words of a command that starts it. */
export async function startServer(data: string, port = '0', by: readonly string[] = []): Promise<ServerProcess> {
  const command = [...by, process.execPath];
  const own = [main, 'serve', '--data', data, '--port', port];
  const child = spawn(command[0] ?? process.execPath, [...command.slice(1), ...own], {
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
  return {
    url,
    process: child,
    stop: async (signal) => {
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

/** A token, as the official client gets one. */
export async function login(url: string, email: string): Promise<string> {
  const digest = createHash('sha256').update(password).digest('hex');
  const body = new URLSearchParams({ grant_type: 'password', username: email, password: digest });
  const response = await fetch(`${url}/api/cmd/login`, { method: 'POST', body });
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Calls a function by its path and query. @throws with the status and what the server says. */
export async function call(
  url: string,
  token: string,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}/api/cmd/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}
