import { UserError } from '@vitreous/errors';
import { runOnNode } from '../nodes/node-shell.js';
import { readHandle } from '../nodes/process-handle.js';
import { quote } from '../run-in-shell.js';
import { fenceOf, Unavailable, type Place } from './place.js';
import { writeTaskFile } from './task-file.js';

/** State and start of a process, fields 3 and 22 of /proc/PID/stat. */
const statOf = (pid: string): string => `sed 's/.*) //' /proc/${pid}/stat 2>/dev/null | cut -d' ' -f1,20`;

/** Another machine, reached by its `ssh_str`. Its workers are sessions of their own there, and outlive the connection. */
export const distantNode: Place = {
  start: async (start) => {
    const { order, given } = start;
    if (given.target === null) throw new UserError('The target is not known any more.');
    const file = writeTaskFile(start);
    const variables = Object.entries(fenceOf(given)).map(([name, value]) => `${name}=${value}`);
    const words = ['setsid', 'env', ...variables, ...order.command, '--task', file].map(quote).join(' ');
    const script = [
      `cd ${quote(order.folder)} || exit 9`,
      `${words} >> ${quote(order.logFile)} 2>&1 < /dev/null &`,
      `p=$!; echo "worker $p:$(${statOf('$p')} | cut -d' ' -f2)"`,
    ].join('\n');
    try {
      const printed = await runOnNode(given.target, script);
      const handle = /^worker (\d+:\d+)$/m.exec(printed)?.[1];
      if (handle === undefined) throw new UserError(`${given.target.name} started no worker: ${printed.slice(0, 200)}`);
      return handle;
    } catch (error) {
      if (error instanceof UserError) throw new Unavailable(error.message);
      throw error;
    }
  },
  look: async ({ given }, handle) => {
    const found = readHandle(handle);
    const gone = {
      state: 'gone',
      why: `The worker on ${given.hostname} has ended; the job's log may say more.`,
    } as const;
    if (found === null || given.target === null) return gone;
    const [state, start] = (await runOnNode(given.target, `${statOf(String(found.pid))}; true`)).trim().split(' ');
    return start === found.start && state !== 'Z' ? { state: 'alive' } : gone;
  },
  end: async ({ given }, handle, force) => {
    const found = readHandle(handle);
    if (found === null || given.target === null) return;
    const ours = `[ "$(${statOf(String(found.pid))} | cut -d' ' -f2)" = ${found.start ?? 'unknown'} ]`;
    await runOnNode(given.target, `if ${ours}; then kill -${force ? 'KILL' : 'TERM'} -${found.pid}; fi; true`);
  },
};
