import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Start } from './place.js';

/**
 * Writes where the server is and the token into the folder of the work, for the server's own account only: on a
 * command line, everybody on the machine could read it. Answers the file's path.
 */
export function writeTaskFile({ order, taskFile, url, token }: Start): string {
  mkdirSync(order.folder, { recursive: true });
  const path = join(order.folder, taskFile);
  writeFileSync(path, JSON.stringify({ url, token }), { mode: 0o600 });
  return path;
}

/** Names of such files begin so. */
export const taskFilePrefix = '.vitreous-task-';

export function removeTaskFile(folder: string, taskFile: string): void {
  if (folder !== '') rmSync(join(folder, taskFile), { force: true });
}
