import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { conflict } from '../problem.js';

/** Fills a folder whole or not at all; one of that name from before is replaced. */
export async function replaceFolder(folder: string, fill: (part: string) => Promise<void>): Promise<void> {
  const part = join(dirname(folder), `.${basename(folder)}.${randomUUID()}.part`);
  await mkdir(part, { recursive: true });
  try {
    await fill(part);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

/** Makes the folder of a project for exports, or for those of a kind. @throws Problem 409 when it leads elsewhere. */
export async function makeExportsFolder(projectDir: string, ...kind: readonly ('groups' | 'jobs')[]): Promise<string> {
  let folder = projectDir;
  for (const name of ['exports', ...kind]) {
    folder = join(folder, name);
    await mkdir(folder, { recursive: true });
    if ((await lstat(folder)).isSymbolicLink()) throw conflict(`${folder} is a link: exports are kept in the project.`);
  }
  return folder;
}
