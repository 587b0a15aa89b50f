import { mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '@vitreous/errors';
import type { RunContext } from '@vitreous/job-kit';

/** A file from outside, and the link in the project that stands for it. */
export interface ImportedFile {
  /** Without symbolic links. */
  readonly path: string;
  /** Relative to the project directory. */
  readonly link: string;
}

/**
 * Links the files that a path names (one file, all of a folder, or a pattern of names in a folder) into the job's
 * folder `imported`, in order of name. Two files of one name get links of different names.
 *
 * @throws UserError when there are none.
 */
export async function importFiles(pattern: string, context: RunContext): Promise<ImportedFile[]> {
  const paths = await listFiles(pattern);
  if (paths.length === 0) throw new UserError(`${pattern}: there is no file of such a name.`);
  const link = await openLinkFolder('imported', context);
  const files: ImportedFile[] = [];
  for (const path of paths) {
    context.signal.throwIfAborted();
    files.push({ path, link: await link(path) });
  }
  return files;
}

/**
 * Makes a folder of the job for links, and answers what puts links into it: of a path without symbolic links to that of
 * its link, relative to the project. Two files of one name get links of different names.
 */
export async function openLinkFolder(name: string, context: RunContext): Promise<(path: string) => Promise<string>> {
  const folder = join(context.jobDir, name);
  await mkdir(join(context.projectDir, folder), { recursive: true });
  const used = new Set<string>();
  return async (path) => {
    context.requireReadable(path);
    let own = basename(path);
    for (let number = 2; used.has(own); number++) own = `${number}_${basename(path)}`;
    used.add(own);
    const link = join(folder, own);
    await symlink(path, join(context.projectDir, link)).catch((error: unknown) => {
      // A job that is run again finds its links.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    return link;
  };
}

/** The files, without symbolic links, that a path names: one file, all of a folder, or a pattern of names in a folder. */
export async function listFiles(pattern: string): Promise<string[]> {
  const found = await stat(pattern).catch(() => null);
  if (found?.isFile() === true) return [await realpath(pattern)];
  const folder = found?.isDirectory() === true ? pattern : dirname(pattern);
  const fits = found?.isDirectory() === true ? () => true : nameFits(basename(pattern));
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new UserError(
      `${folder}: the folder cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    );
  });
  const names = entries.filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory() && fits(entry.name));
  const paths = await Promise.all(
    names.map(async ({ name }) => {
      const path = await realpath(join(folder, name)).catch(() => null);
      // Links to nowhere, pipes and devices are no images.
      return path !== null && (await stat(path)).isFile() ? [path] : [];
    }),
  );
  return paths.flat().sort((a, b) => (a < b ? -1 : 1));
}

/** Whether a name fits a pattern with `*` and `?`. */
function nameFits(pattern: string): (name: string) => boolean {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(name);
}
