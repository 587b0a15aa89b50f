import { isAbsolute, join, normalize } from 'node:path';
import type { Project } from '@vitreous/schema';
import type { Call } from '../house.js';
import { followLinks, isAllowed, isInside } from '../paths/allowed-path.js';
import { forbidden, invalid } from '../problem.js';

/**
 * Where a path inside a project leads, with its symbolic links followed; its last part need not exist. Links out of the
 * project are followed only to where the caller may look.
 *
 * @throws Problem when the path leaves the project or leads to where the caller may not look.
 */
export async function resolveInProject(call: Call, project: Project, name: string, path: string): Promise<string> {
  const clean = normalize(path === '' ? '.' : path);
  const inside = isAbsolute(clean) ? clean : join(project.project_dir, clean);
  if (path.includes('\0') || path.length > 4000 || !isInside(project.project_dir, stripSlash(inside))) {
    throw invalid('query', name, 'Expected a path inside the project directory.', path.slice(0, 200));
  }
  const resolved = await followLinks(inside);
  if (resolved === null) throw invalid('query', name, 'The folder that should hold it does not exist.', path);
  const root = (await followLinks(project.project_dir)) ?? project.project_dir;
  if (!isInside(root, resolved) && !(await isAllowed(call, resolved))) {
    throw forbidden(`${path} leads out of the project, to where you may not look.`);
  }
  return resolved;
}

/** As resolveInProject, for writing: links out of the project are not followed, and the server's own files stay. */
export async function resolveForWriting(call: Call, project: Project, name: string, path: string): Promise<string> {
  const resolved = await resolveInProject(call, project, name, path);
  const root = (await followLinks(project.project_dir)) ?? project.project_dir;
  if (!isInside(root, resolved) || resolved === root) {
    throw invalid('query', name, 'Expected a path inside the project directory, not the directory itself.', path);
  }
  if (/^(project\.json|workspaces\.json|cs\.lock|J\d+\/(job|log)\.json)$/.test(resolved.slice(root.length + 1))) {
    throw forbidden(`${path} is the server's own file.`);
  }
  return resolved;
}

function stripSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
