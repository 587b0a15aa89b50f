import { UserError } from '@vitreous/errors';
import type { SchedulerTarget } from '@vitreous/schema';
import { quote, runInShell } from '../run-in-shell.js';

/** Whether a node is the machine of this server. */
export function isHere({ config }: SchedulerTarget): boolean {
  return config.type === 'node' && config.ssh_str.trim() === '';
}

/** Runs a script on a node, here or through its `ssh_str`; answers what it printed. @throws UserError */
export function runOnNode(target: SchedulerTarget, script: string): Promise<string> {
  const { config, name } = target;
  if (config.type !== 'node') throw new UserError(`${name} is a cluster, not a node.`);
  if (isHere(target)) return runInShell(`On ${name}, the command`, script);
  return runInShell(`Node ${name} cannot be used:`, `${reach(config.ssh_str)} ${quote(script)}`);
}

/** `ssh_str` is a whole command, or just who and where. No password can be typed: ssh must not ask for one. */
function reach(text: string): string {
  const command = text.trim();
  return /\s/.test(command) ? command : `ssh -o BatchMode=yes -o ConnectTimeout=10 ${quote(command)}`;
}
