import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '@vitreous/errors';
import { sweepHalfWritten, writeAtomically } from '@vitreous/formats';

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'that is a file: name a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'permission denied: choose a folder you may write to',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Folders that a run has made, from the highest new one down to the one that was asked for. */
export interface MadeFolder {
  readonly top: string;
  readonly bottom: string;
}

/**
 * Makes `dir` and the folders above it; where it is there already, takes away what killed runs left half-written.
 *
 * @returns what was new; null when all were there. @throws UserError when that cannot be done.
 */
export async function makeFolder(dir: string): Promise<MadeFolder | null> {
  try {
    const top = await mkdir(dir, { recursive: true });
    if (top !== undefined) return { top: resolve(top), bottom: resolve(dir) };
    await sweepHalfWritten(dir);
    return null;
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new UserError(`Cannot make the folder ${dir}: ${reason}.`, { cause: error });
  }
}

/** Removes the folders that were made for files which then could not be written. Those that hold something stay. */
export async function removeEmptyFolders({ top, bottom }: MadeFolder): Promise<void> {
  for (let folder = bottom; folder.startsWith(top); folder = dirname(folder)) {
    const names = await readdir(folder).catch(() => ['unreadable']);
    if (names.length > 0) return;
    await rmdir(folder);
  }
}

/** Writes a text file, all or nothing. */
export function writeText(path: string, text: string): Promise<void> {
  return writeAtomically(path, async (file) => {
    await file.writeFile(text);
  });
}
