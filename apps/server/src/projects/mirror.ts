import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import type { Job, Project, Session, Workspace } from '@vitreous/schema';
import { equals, type DocumentTable, type Store } from '@vitreous/store';
import type { Log } from '../house.js';

/**
 * Writes changed records into the project directories, so that a directory alone holds all there is to know:
 * `project.json`, `workspaces.json` and a `job.json` per job. A record to write is marked `autodump`; the mark goes
 * when what was written is what the database still holds. Marks survive a crash, so nothing is forgotten.
 */
export interface Mirror {
  /** Something changed: write it soon. */
  wake(): void;
  /** Resolves when everything marked has been written. */
  flush(): Promise<void>;
}

/** Name of the file in a job's folder that holds its record. */
export const recordName = 'job.json';

type Marked = Project | Workspace | Session | Job;

const batch = 200;

export function createMirror(store: Store, log: Log, version: string): Mirror {
  let running: Promise<void> | null = null;
  let again = false;

  const work = async (): Promise<void> => {
    do {
      again = false;
      // Whoever woke this may be inside a transaction: only what is committed is written.
      await new Promise((resolve) => setImmediate(resolve));
      // A new file write may fail for good: such a record loses its mark too, so this ends.
      while ((await writeBatch()) > 0);
    } while (again as boolean);
  };
  const start = (): Promise<void> => {
    again = true;
    running ??= work()
      .catch((error: unknown) => {
        log.error({ err: error }, 'Project directories could not be updated');
      })
      .finally(() => {
        running = null;
      });
    return running;
  };

  const writeBatch = async (): Promise<number> => {
    const marked = equals('autodump', true);
    const projects = store.projects.find(marked, { limit: batch });
    const workspaces = store.workspaces.find(marked, { limit: batch });
    const jobs = store.jobs.find(marked, { limit: batch });
    for (const project of projects) await write(store.projects, project, project.uid, 'project.json', project);
    for (const workspace of workspaces) {
      const uid = workspace.project_uid;
      const all = store.workspaces.find([...equals('project_uid', uid), ...equals('deleted', false)]);
      await write(store.workspaces, workspace, uid, 'workspaces.json', all);
    }
    for (const job of jobs) await write(store.jobs, job, job.project_uid, join(job.job_dir, recordName), job);
    return projects.length + workspaces.length + jobs.length;
  };

  const write = async <Record extends Marked>(
    table: DocumentTable<Record>,
    record: Record,
    projectUid: string,
    name: string,
    content: unknown,
  ): Promise<void> => {
    const project = store.projects.first(equals('uid', projectUid));
    const present = project !== null && !project.deleted && !project.detached && !project.archived;
    const gone = 'job_dir' in record && record.deleted;
    let failure: string | null = null;
    let written = false;
    if (present && !gone && !project.autodump_failed) {
      try {
        await writeJson(join(project.project_dir, name), content);
        written = true;
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      if ('job_dir' in record && (await removeIfLate(store, project, record))) failure = null;
      if (failure !== null) {
        log.warn({ project: projectUid, file: name, reason: failure }, 'A project directory could not be updated');
      }
    }
    store.transact(() => {
      const now = table.get(record._id);
      if (now === null) return;
      if (failure !== null) noteFailure(store, projectUid, failure);
      // Changed while it was being written: it keeps its mark and is written again.
      if (failure === null && JSON.stringify(now) !== JSON.stringify(record)) return;
      const latest = table.get(record._id) ?? now;
      latest.autodump = false;
      if (written) {
        latest.dumped_at = new Date().toISOString();
        latest.last_dumped_version = version;
      }
      table.save(latest);
    });
  };

  return {
    wake: () => void start(),
    flush: start,
  };
}

/**
 * Removes the folder of a job that was deleted while something was written into it: what was written came too late, or
 * failed because the folder went. Answers whether it was.
 */
export async function removeIfLate(
  store: Store,
  { project_dir }: Project,
  { _id: id, job_dir }: Job,
): Promise<boolean> {
  if (store.jobs.get(id)?.deleted !== true) return false;
  await rm(join(project_dir, job_dir), { recursive: true, force: true, maxRetries: 5 });
  return true;
}

async function writeJson(path: string, content: unknown): Promise<void> {
  // A project directory that is gone is not made anew: only a job's folder is.
  await mkdir(dirname(path)).catch((error: unknown) => {
    if (!['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  });
  await writeAtomically(path, async (file) => {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
  });
}

/** After a failure nothing more is tried in this project until `projects.reset_autodump`. */
function noteFailure(store: Store, projectUid: string, reason: string): void {
  const project = store.projects.first(equals('uid', projectUid));
  if (project === null) return;
  project.autodump_failed = true;
  project.autodump_errors = [...project.autodump_errors, reason].slice(-10);
  store.projects.save(project);
}
