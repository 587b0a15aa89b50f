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
const batch = 96;
/** Files that are written at once: mostly they wait for the disk. */
const writers = 8;
/** A server that ends writes no longer than this; what is left keeps its mark and is written after the next start. */
const lastMs = 5000;

/** Where an exposure's record lies in the folder of its session. */
export const exposuresFolder = 'exposures';

/** Writes changed exposures, each with what its stages left, into the folders of their sessions. */
export function createExposureMirror(store: Store, log: Log): Mirror & { close(): void } {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let closed = false;

  /** Where exposures of a session are written; null when they no longer are, undefined when they cannot be now. */
  const folderOf = ({ project_uid, session_uid }: Exposure): string | null | undefined => {
    const project = store.projects.first(equals('uid', project_uid));
    const session = readSession({ store }, { project_uid, session_uid });
    if (project?.autodump_failed === true) return undefined;
    const open = project !== null && !project.deleted && !project.deleting && !project.detached && !project.archived;
    return open && session !== null ? join(project.project_dir, session.session_dir, exposuresFolder) : null;
  };
  const writeOne = async (exposure: Exposure, folder: ReturnType<typeof folderOf>): Promise<void> => {
    if (folder === undefined) return;
    if (folder !== null && !exposure.deleted) {
      try {
        const text = JSON.stringify({
          exposure,
          records: JSON.parse(store.exposures.records(exposure._id)) as unknown,
        });
        await mkdir(folder, { recursive: true });
        await writeAtomically(join(folder, `${exposure.uid}.json`), (file) => file.writeFile(`${text}\n`));
      } catch (error) {
        log.warn(
          { err: error, project: exposure.project_uid, exposure: exposure.uid },
          'An exposure could not be written',
        );
        return;
      }
    }
    // Changed while it was being written: it keeps its mark.
    store.exposures.dumped(exposure._id, exposure.updated_at);
  };
  const writeAll = async (): Promise<void> => {
    const until = performance.now() + lastMs;
    for (let last = 0; ;) {
      const some = store.exposures.toDump(last, batch);
      const folders = new Map<string, ReturnType<typeof folderOf>>();
      for (const { exposure } of some) {
        const name = `${exposure.project_uid} ${exposure.session_uid}`;
        if (!folders.has(name)) folders.set(name, folderOf(exposure));
      }
      for (let first = 0; first < some.length; first += writers) {
        await Promise.all(
          some.slice(first, first + writers).map(({ exposure }) => {
            return writeOne(exposure, folders.get(`${exposure.project_uid} ${exposure.session_uid}`));
          }),
        );
      }
      last = some.at(-1)?.seq ?? last;
      if (some.length < batch || (closed && performance.now() > until)) return;
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
      closed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
