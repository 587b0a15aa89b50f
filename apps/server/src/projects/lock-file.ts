import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import { conflict } from '../problem.js';

/** Name of the file that keeps two instances out of one project directory. */
export const lockName = 'cs.lock';

/** Claims a directory for an instance. @throws Problem 409 when another one has it, unless `force`. */
export async function claimDirectory(directory: string, instanceUid: string, force = false): Promise<void> {
  const path = join(directory, lockName);
  const text = `${JSON.stringify({ instance_uid: instanceUid, hostname: hostname(), claimed_at: new Date().toISOString() }, null, 2)}\n`;
  if (!force) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(text);
      await file.sync();
      await file.close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = await readOwner(path);
    if (owner === instanceUid) return;
    throw conflict(
      `${directory} belongs to another instance (${owner ?? 'unreadable lock file'}). Detach the project there first, ` +
        `or delete ${lockName} when that instance is gone.`,
    );
  }
  await writeAtomically(path, async (file) => {
    await file.writeFile(text);
  });
}

/** Gives a directory back; another instance's lock stays. */
export async function releaseDirectory(directory: string, instanceUid: string): Promise<void> {
  const path = join(directory, lockName);
  if ((await readOwner(path)) === instanceUid) await rm(path, { force: true });
}

async function readOwner(path: string): Promise<string | null> {
  try {
    const { instance_uid: owner } = JSON.parse(await readFile(path, 'utf8')) as { instance_uid?: unknown };
    return typeof owner === 'string' ? owner : null;
  } catch {
    return null;
  }
}
