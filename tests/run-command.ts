import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The bundle that `./vitreous` runs: `make build` writes it. */
const main = join(import.meta.dirname, '../apps/cli/dist/bundle/main.js');

export interface Outcome {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Shell text put before the command, such as `ulimit -f 8;`. */
  readonly before?: string;
  /** Run as this user, where this process may. */
  readonly uid?: number;
  readonly cwd?: string;
  /** Told the process as soon as there is one. */
  readonly started?: (pid: number) => void;
}

/** Runs `./vitreous ARGS` to its end in a process of its own. */
export function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { before = '', uid, cwd, started } = options;
  const child = spawn('/bin/sh', ['-c', `${before} exec "$@"`, 'sh', process.execPath, main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (child.pid !== undefined) started?.(child.pid);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      resolve({ code, ...output });
    });
  });
}
