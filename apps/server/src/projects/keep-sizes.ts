import { join } from 'node:path';
import type { Project } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';
import { measureSize } from './measure-size.js';
import { updateStatistics } from './statistics.js';

/** A project is measured once a day; how often one that is due is looked for. */
const [ageMs, lookMs] = [24 * 3_600_000, 300_000];

/** Measures projects in turn, one at a time, so that their sizes are never a matter of looking at them. */
export function keepSizes(house: House): () => void {
  let busy = false;
  const timer = setInterval(() => {
    const due = busy ? null : findDue(house);
    if (due === null) return;
    busy = true;
    house.inBackground(`Measuring ${due.uid}`, (stopping) =>
      measureProject(house, due, stopping).finally(() => {
        busy = false;
      }),
    );
  }, lookMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** The open project whose size is oldest, when it is a day old. */
export function findDue({ store, now }: House): Project | null {
  const open = store.projects
    .find([...equals('deleted', false)])
    .filter(({ archived, detached, deleting }) => !archived && !detached && !deleting)
    .sort((a, b) => Date.parse(a.size_last_updated) - Date.parse(b.size_last_updated));
  const [oldest] = open;
  return oldest !== undefined && now().getTime() - Date.parse(oldest.size_last_updated) >= ageMs ? oldest : null;
}

/** Measures a project's directory and notes its size, and its statistics. */
export async function measureProject(
  house: House,
  { _id: id, project_dir }: Project,
  stopping: AbortSignal,
): Promise<void> {
  const size = await measureSize(project_dir, stopping);
  house.store.transact(() => {
    const project = house.store.projects.get(id);
    if (project === null || project.deleted) return;
    Object.assign(project, { size, size_last_updated: house.now().toISOString(), autodump: true });
    house.store.projects.save(project);
    updateStatistics(house, project.uid, true);
  });
  house.wakeMirror();
}

/** Measures a job's folder and notes its size. */
export async function measureJob(house: House, projectUid: string, uid: string, stopping?: AbortSignal): Promise<void> {
  const { store } = house;
  const project = store.projects.first(equals('uid', projectUid));
  if (project === null) return;
  const size = await measureSize(join(project.project_dir, uid), stopping);
  store.transact(() => {
    const job = store.jobs.first([...equals('project_uid', projectUid), ...equals('uid', uid)]);
    if (job === null || job.deleted) return;
    Object.assign(job, { job_dir_size: size, job_dir_size_last_updated: house.now().toISOString(), autodump: true });
    store.jobs.save(job);
  });
  house.wakeMirror();
}
