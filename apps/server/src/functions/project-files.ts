import { createReadStream } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Project } from '@vitreous/schema';
import type { Call, Handlers } from '../house.js';
import { resolveAllowed } from '../paths/allowed-path.js';
import { receiveFile } from '../paths/receive-file.js';
import { conflict, invalid, notFound } from '../problem.js';
import { findOpenProject, findProject } from '../projects/find-project.js';
import { listSymlinks } from '../projects/list-symlinks.js';
import { resolveForWriting, resolveInProject } from '../projects/project-file.js';

/** Files inside project directories, by paths relative to them. */
export const projectFileFunctions: Handlers = {
  'projects.ls': async (call, { project_uid, path, recursive }) => {
    const project = findProject(call, project_uid);
    const start = await resolveInProject(call, project, 'path', path);
    const found = await stat(start).catch(() => null);
    if (found === null) throw notFound(`${project_uid} ${path.slice(0, 200)}`);
    const given = relativeOf(project, path);
    if (!found.isDirectory()) return [given];
    const entries = await readdir(start, { withFileTypes: true, recursive });
    // What is being written has another name until it is whole.
    return entries
      .filter(({ name }) => !/^\..*\.(part|received)$/.test(name))
      .map((entry) => join(given, relative(start, join(entry.parentPath, entry.name))))
      .sort((a, b) => (a < b ? -1 : 1));
  },

  'projects.mkdir': async (call, { project_uid, path, parents, exist_ok }) => {
    const project = findOpenProject(call, project_uid);
    if (parents) await makeParents(call, project, path);
    const target = await resolveForWriting(call, project, 'path', path);
    try {
      await mkdir(target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const isFolder = (await stat(target)).isDirectory();
      if (!isFolder || !exist_ok) throw conflict(`${path} exists already.`);
    }
    return relativeOf(project, path);
  },

  'projects.cp': async (call, { project_uid, source, path }) => {
    const project = findOpenProject(call, project_uid);
    const from = await resolveSource(call, project, source);
    const to = await resolveForWriting(call, project, 'path', path === '' ? basename(source) : path);
    await refuseExisting(to, path);
    const part = join(dirname(to), `.${basename(to)}.${randomUUID()}.part`);
    try {
      await cp(from, part, { recursive: true, errorOnExist: true, force: false });
      await rename(part, to);
    } catch (error) {
      await rm(part, { recursive: true, force: true });
      throw error;
    }
    return relativeOf(project, path === '' ? basename(source) : path);
  },

  'projects.symlink': async (call, { project_uid, source, path }) => {
    const project = findOpenProject(call, project_uid);
    const from = await resolveSource(call, project, source);
    const to = await resolveForWriting(call, project, 'path', path === '' ? basename(source) : path);
    await refuseExisting(to, path);
    await symlink(from, to);
    return relativeOf(project, path === '' ? basename(source) : path);
  },

  'projects.upload_file': async (call, { project_uid, path, overwrite, stream }) => {
    const project = findOpenProject(call, project_uid);
    const target = await resolveForWriting(call, project, 'path', path);
    const found = await stat(target).catch(() => null);
    if (found?.isDirectory() === true) throw conflict(`${path} is a folder.`);
    if (found !== null && !overwrite) throw conflict(`${path} exists already; overwrite=True replaces it.`);
    await receiveFile(target, stream);
    return relativeOf(project, path);
  },

  'projects.download_file': async (call, { project_uid, path }) => {
    const project = findProject(call, project_uid);
    const target = await resolveInProject(call, project, 'path', path);
    const found = await stat(target).catch(() => null);
    if (found === null) throw notFound(`${project_uid} ${path.slice(0, 200)}`);
    if (!found.isFile()) throw invalid('query', 'path', 'Expected a file.', path);
    return createReadStream(target, { highWaterMark: 1024 * 1024 });
  },

  'projects.get_symlinks': (call, { project_uid }) => listSymlinks(findProject(call, project_uid).project_dir),
};

/** A path as the client is told it: relative to the project. */
function relativeOf(project: Project, path: string): string {
  return isAbsolute(path)
    ? relative(project.project_dir, path)
    : join('.', path).replace(/\/+$/, '').replace(/^\.$/, '');
}

/** What is copied or linked may lie in the project or, by an absolute path, where the caller may look. */
async function resolveSource(call: Call, project: Project, source: string): Promise<string> {
  const outside = isAbsolute(source) && !source.startsWith(`${project.project_dir}/`);
  const resolved = outside
    ? await resolveAllowed(call, 'source', source)
    : await resolveInProject(call, project, 'source', source);
  if ((await stat(resolved).catch(() => null)) === null) throw notFound(source.slice(0, 200));
  return resolved;
}

async function refuseExisting(target: string, path: string): Promise<void> {
  if ((await stat(target).catch(() => null)) !== null) throw conflict(`${path} exists already.`);
}

async function makeParents(call: Call, project: Project, path: string): Promise<void> {
  const parts = relativeOf(project, path).split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const target = await resolveForWriting(call, project, 'path', parts.slice(0, depth).join('/'));
    await mkdir(target).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}
