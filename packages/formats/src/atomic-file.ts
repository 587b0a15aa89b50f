import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '@vitreous/errors';

/** A file that is whole, under its temporary name. */
interface Written {
  readonly temporary: string;
  readonly path: string;
}

/** The files of `writeTogether` that wait for their names. */
const group = new AsyncLocalStorage<Written[]>();

/** Temporary names in use by this process: what must go when it is to end at once. */
const halfWritten = new Set<string>();

/** Removes what this process has half-written, without waiting: the last thing before it exits. */
export function removeHalfWritten(): void {
  for (const temporary of halfWritten) rmSync(temporary, { force: true });
}

/**
 * Writes a file so that `path` is either what it was or the whole new file, also after a crash: the bytes go
 * to a temporary name in the same folder, to the disk, and only then to `path`.
 *
 * @throws UserError when the folder is missing or not writable, or the disk is full; nothing is left behind.
 */
export async function writeAtomically(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const written = { temporary: nameTemporary(path), path };
  try {
    const file = await open(written.temporary, 'wx');
    halfWritten.add(written.temporary);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    const waiting = group.getStore();
    if (waiting === undefined) await moveIntoPlace(written);
    else waiting.push(written);
  } catch (error) {
    await discard(written);
    throw describeWriteError(path, error);
  }
}

/**
 * All files that `work` writes through `writeAtomically` get their names when it has ended, or none do. Until then
 * they cannot be read back. Within another `writeTogether`, the outer one decides.
 *
 * @throws whatever `work` throws; UserError when a file cannot get its name.
 */
export async function writeTogether<T>(work: () => Promise<T>): Promise<T> {
  if (group.getStore() !== undefined) return work();
  const waiting: Written[] = [];
  try {
    const result = await group.run(waiting, work);
    for (const written of waiting) {
      await moveIntoPlace(written).catch((error: unknown) => {
        throw describeWriteError(written.path, error);
      });
    }
    return result;
  } catch (error) {
    await Promise.all(waiting.map(discard));
    throw error;
  }
}

/** `.NAME.HOST-PID-ID.part`, so that what a killed process left can be told from what a living one writes. */
function nameTemporary(path: string): string {
  const writer = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  return join(dirname(path), `.${basename(path)}.${writer}.part`);
}

/** Removes what killed processes of this machine left half-written in `folder`; answers how many files. */
export async function sweepHalfWritten(folder: string): Promise<number> {
  const left = (await readdir(folder)).filter((name) => {
    const writer = /-(\d+)-[0-9a-f]{8}\.part$/.exec(name);
    return writer !== null && name.slice(0, writer.index).endsWith(`.${hostname()}`) && !isRunning(Number(writer[1]));
  });
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  return left.length;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function moveIntoPlace({ temporary, path }: Written): Promise<void> {
  await rename(temporary, path);
  halfWritten.delete(temporary);
  await syncFolder(dirname(path));
}

/** What never was, or is whole under its own name, stays. */
async function discard({ temporary }: Written): Promise<void> {
  if (!halfWritten.has(temporary)) return;
  await rm(temporary, { force: true });
  halfWritten.delete(temporary);
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
  EFBIG: 'it grows beyond the size that files may have here (ulimit -f, or the file system)',
  EIO: 'the disk reports an error',
  ENAMETOOLONG: 'its name is too long',
};

/** What a person reads when `path` could not be written; bugs pass unchanged. */
function describeWriteError(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? error : new UserError(`Cannot write ${path}: ${reason}.`, { cause: error });
}
