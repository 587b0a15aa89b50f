import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import type { Exposure } from '@vitreous/schema';
import { equals, type Store } from '@vitreous/store';
import type { Log } from '../house.js';
import type { Mirror } from '../projects/mirror.js';
import { readSession } from './find-session.js';

/** Exposures that change are written this long after at the earliest: several stages of one at once. */
const restMs = 3000;
const batch = 100;

/** Where an exposure's record lies in the folder of its session. */
export const exposuresFolder = 'exposures';

/** Writes changed exposures, each with what its stages left, into the folders of their sessions. */
export function createExposureMirror(store: Store, log: Log): Mirror & { close(): void } {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;

  const writeOne = async (exposure: Exposure): Promise<boolean> => {
    const project = store.projects.first(equals('uid', exposure.project_uid));
    const session = readSession({ store }, exposure);
    if (project?.autodump_failed === true) return false;
    const open = project !== null && !project.deleted && !project.deleting && !project.detached && !project.archived;
    if (open && session !== null && !exposure.deleted) {
      try {
        const folder = join(project.project_dir, session.session_dir, exposuresFolder);
        const text = JSON.stringify({
          exposure,
          records: JSON.parse(store.exposures.records(exposure._id)) as unknown,
        });
        await mkdir(folder, { recursive: true });
        await writeAtomically(join(folder, `${exposure.uid}.json`), (file) => file.writeFile(`${text}\n`));
      } catch (error) {
        log.warn({ err: error, project: project.uid, exposure: exposure.uid }, 'An exposure could not be written');
        return false;
      }
    }
    // Changed while it was being written: it keeps its mark.
    store.exposures.dumped(exposure._id, exposure.updated_at);
    return true;
  };
  const writeAll = async (): Promise<void> => {
    for (let last = 0; ;) {
      const some = store.exposures.toDump(last, batch);
      for (const { seq, exposure } of some) {
        await writeOne(exposure);
        last = seq;
      }
      if (some.length < batch) return;
    }
  };
  const flush = async (): Promise<void> => {
    await running;
    running ??= writeAll().finally(() => {
      running = null;
    });
    await running;
  };
  return {
    wake: () => {
      timer ??= setTimeout(() => {
        timer = null;
        flush().catch((error: unknown) => {
          log.error({ err: error }, 'Exposures could not be written');
        });
      }, restMs).unref();
    },
    flush,
    close: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
