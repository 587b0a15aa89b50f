import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { UserError } from '@vitreous/errors';
import { handleOf, isAlive, readHandle, signalGroup } from '../nodes/process-handle.js';
import { fenceOf, type Place } from './place.js';

/** This machine. Workers are process groups of their own: they outlive the server, and are ended with all they started. */
export function createHere(onEnd: () => void): Place {
  /** How those ended that are children of this server, by handle; undefined while they run. */
  const endings = new Map<string, string | undefined>();
  return {
    start: async ({ order, url, token, given }) => {
      const { command, folder, logFile } = order;
      mkdirSync(folder, { recursive: true });
      const output = openSync(logFile, 'a');
      const child = spawn(command[0] ?? '', command.slice(1), {
        detached: true,
        stdio: ['ignore', output, output],
        cwd: folder,
        env: { ...process.env, ...fenceOf(given), VITREOUS_URL: url, VITREOUS_TASK: token },
      });
      closeSync(output);
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve).once('error', (error) => {
          reject(new UserError(`The worker could not be started: ${error.message}`));
        });
      });
      const handle = handleOf(child.pid ?? 0);
      endings.set(handle, undefined);
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        endings.set(handle, describeEnd(code, signal));
        onEnd();
      };
      if (child.exitCode === null && child.signalCode === null) child.once('exit', ended);
      else ended(child.exitCode, child.signalCode);
      child.unref();
      return handle;
    },
    look: (_task, handle) => {
      const ending = endings.get(handle);
      const found = readHandle(handle);
      if (ending === undefined && found !== null && isAlive(found)) return Promise.resolve({ state: 'alive' });
      // Of a child that has just ended, the news of how comes a moment later.
      if (endings.has(handle) && ending === undefined) return Promise.resolve({ state: 'alive' });
      endings.delete(handle);
      return Promise.resolve({ state: 'gone', why: ending ?? 'The worker has ended while the server was down.' });
    },
    end: (_task, handle, force) => {
      const found = readHandle(handle);
      if (found !== null) signalGroup(found, force ? 'SIGKILL' : 'SIGTERM');
      return Promise.resolve();
    },
  };
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null
    ? `The worker ended with code ${String(code)}; the job's log may say more.`
    : `The worker was killed (${signal}).`;
}
