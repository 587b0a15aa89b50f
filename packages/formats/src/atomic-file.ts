import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '@vitreous/errors';

/**
 * Writes a file so that `path` is either what it was or the whole new file, also after a crash: the bytes go
 * to a temporary name in the same folder, to the disk, and only then to `path`.
 *
 * @throws UserError when the folder is missing or not writable, or the disk is full; nothing is left behind.
 */
export async function writeAtomically(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw describeWriteError(path, error);
  }
}

/** Makes the rename itself durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'its folder does not exist: make it first',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'permission denied: choose a folder you may write to',
  EPERM: 'permission denied: choose a folder you may write to',
  EROFS: 'the disk is read-only',
  EISDIR: 'that is a folder: name a file',
  ENOSPC: 'the disk is full: free some space and run it again',
  EDQUOT: 'your disk quota is used up: free some space and run it again',
};

/** What a person reads when `path` could not be written; bugs pass unchanged. */
function describeWriteError(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? error : new UserError(`Cannot write ${path}: ${reason}.`, { cause: error });
}
