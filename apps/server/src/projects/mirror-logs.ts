import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import { equals, type Store, type UnwrittenLog } from '@vitreous/store';
import type { Log } from '../house.js';
import { readJob } from '../jobs/find-job.js';
import { collectLog, logName } from './job-log.js';
import { removeIfLate, type Mirror } from './mirror.js';

/** A log that grows is written again this long after its last writing at the earliest. */
const restMs = 5000;

/**
 * Writes the event logs and the lists of assets of jobs into their folders. The database itself notes which logs have
 * changed, whoever changed them, so a crash forgets none.
 */
export function createLogMirror(store: Store, log: Log): Mirror & { close(): void } {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  const writeOne = async (unwritten: UnwrittenLog): Promise<void> => {
    const project = store.projects.first(equals('uid', unwritten.project_uid));
    const job = readJob({ store }, unwritten.project_uid, unwritten.job_uid);
    // What cannot be written now keeps its mark.
    if (project?.autodump_failed === true) return;
    const open = project !== null && !project.deleted && !project.deleting && !project.detached && !project.archived;
    if (open && job !== null) {
      try {
        const text = `${JSON.stringify(collectLog({ store }, job))}\n`;
        await writeAtomically(join(project.project_dir, job.job_dir, logName), (file) => file.writeFile(text));
        await removeIfLate(store, project, job);
      } catch (error) {
        if (await removeIfLate(store, project, job)) return;
        log.warn({ err: error, project: project.uid, job: job.uid }, 'A job’s log could not be written');
        return;
      }
    }
    store.unwrittenLogs.remove(unwritten);
  };
  const flush = async (): Promise<void> => {
    await running;
    running ??= (async () => {
      for (const unwritten of store.unwrittenLogs.all()) await writeOne(unwritten);
    })().finally(() => {
      running = null;
    });
    await running;
  };
  return {
    wake: () => {
      timer ??= setTimeout(() => {
        timer = null;
        flush().catch((error: unknown) => {
          log.error({ err: error }, 'Logs of jobs could not be written');
        });
      }, restMs).unref();
    },
    flush,
    close: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
