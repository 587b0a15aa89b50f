import { isAbsolute, join, resolve } from 'node:path';
import type { Project } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import { callerOf, type Call } from '../house.js';
import { followLinks, isInside, readableFolders } from '../paths/allowed-path.js';
import { forbidden, invalid } from '../problem.js';
import { mayUse } from '../projects/find-project.js';

export interface ReadCheck {
  /** Whether the caller may read what lies at a path without symbolic links. */
  allows(resolved: string): boolean;
  /** Where a path leads, which need not exist. @throws Problem 403 when the caller may not look there. */
  resolve(path: string): Promise<string>;
}

/** Where the caller may read from: the folders of the file browser, and the projects that are shared with them. */
export async function createReadCheck(call: Call): Promise<ReadCheck> {
  const { allowed, closed } = await readableFolders(call, callerOf(call));
  const projects = call.store.projects.find([...equals('deleted', false), ...equals('detached', false)]);
  const directories = await Promise.all(
    projects.filter((project) => mayUse(call, project)).map((project) => followLinks(project.project_dir)),
  );
  const open = allowed === null ? null : [...allowed, ...directories.filter((folder) => folder !== null)];
  const allows = (resolved: string): boolean =>
    !closed.some((folder) => isInside(folder, resolved)) &&
    (open?.some((folder) => isInside(folder, resolved)) ?? true);
  return {
    allows,
    resolve: async (path) => {
      const resolved = (await followLinks(path)) ?? resolve(path);
      if (!allows(resolved)) throw forbidden(`${path.slice(0, 200)} leads to where you may not look.`);
      return resolved;
    },
  };
}

/** What is to be imported: an absolute path, or one in the project. @throws Problem 403 or 422. */
export async function resolveImport(call: Call, project: Project, path: string): Promise<string> {
  if (path === '' || path.includes('\0') || path.length > 4000) {
    throw invalid('query', 'path', 'Expected a path.', path.slice(0, 200));
  }
  return (await createReadCheck(call)).resolve(isAbsolute(path) ? path : join(project.project_dir, path));
}
