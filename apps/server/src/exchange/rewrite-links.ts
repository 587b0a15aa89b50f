import { randomUUID } from 'node:crypto';
import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Call } from '../house.js';
import { findJob } from '../jobs/find-job.js';
import { invalid } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { listFiles } from './export-job.js';
import { createReadCheck } from './read-check.js';

/**
 * Points the links in a job's folder elsewhere: those whose targets begin with `cut` get `fresh` in its place. Returns
 * how many were changed.
 *
 * @throws Problem 403, before any is changed, when one would lead to where the caller may not look.
 */
export async function rewriteLinks(
  call: Call,
  projectUid: string,
  jobUid: string,
  cut: string,
  fresh: string,
): Promise<number> {
  const { project_dir: directory } = findOpenProject(call, projectUid);
  const { job_dir } = findJob(call, projectUid, jobUid);
  if (!isAbsolute(cut)) throw invalid('query', 'prefix_cut', 'Expected an absolute path.', cut.slice(0, 200));
  if (!isAbsolute(fresh) || fresh.includes('\0')) {
    throw invalid('query', 'prefix_new', 'Expected an absolute path.', fresh.slice(0, 200));
  }
  const folder = join(directory, job_dir);
  const check = await createReadCheck(call);
  const changes: { link: string; target: string }[] = [];
  for (const file of await listFiles(folder)) {
    const link = join(folder, file);
    const old = await readlink(link).catch(() => null);
    if (old?.startsWith(cut) !== true) continue;
    const target = resolve(dirname(link), fresh + old.slice(cut.length));
    await check.resolve(target);
    changes.push({ link, target });
  }
  for (const { link, target } of changes) {
    const part = join(dirname(link), `.${randomUUID()}.part`);
    try {
      await symlink(target, part);
      await rename(part, link);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }
  return changes.length;
}
