import { mkdir } from 'node:fs/promises';
import { UserError } from '@vitreous/errors';
import { writeAtomically } from '@vitreous/formats';

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'that is a file: name a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'permission denied: choose a folder you may write to',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Makes `dir` and the folders above it, and answers it. @throws UserError when that cannot be done. */
export async function makeFolder(dir: string): Promise<string> {
  try {
    await mkdir(dir, { recursive: true });
    return dir;
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new UserError(`Cannot make the folder ${dir}: ${reason}.`, { cause: error });
  }
}

/** Writes a text file, all or nothing. */
export function writeText(path: string, text: string): Promise<void> {
  return writeAtomically(path, async (file) => {
    await file.writeFile(text);
  });
}
