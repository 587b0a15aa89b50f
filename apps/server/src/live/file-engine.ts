import { realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createScanMemory, scanFolder, type FoundFile, type ScanMemory } from '@vitreous/live';
import { exposure as exposureModel, type ExposureGroup, type Session } from '@vitreous/schema';
import { createId, type SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { isInside, readableFolders } from '../paths/allowed-path.js';
import { changeFacts, readFacts, type Trouble } from './engine-facts.js';
import { readSession, saveSession } from './find-session.js';
import { nameFilter } from './name-filter.js';
import { stopSession } from './run-session.js';

/** Exposures that one transaction takes in: a folder of 100,000 must not hold up everybody else. */
const batch = 200;
/** What was passed by is told so far. */
const mostPassedBy = 20;

/** What movies and micrographs are called, where the pattern does not say more. */
const movieNames = /\.(mrcs?|stk?|tiff?|eer|ecc|bz2|cmrcbz2)$/i;

interface Watch {
  readonly memory: ScanMemory;
  /** Files that the session has, or that this group may not have. */
  readonly known: Set<string>;
  nextMs: number;
  running: boolean;
}

/** Looks for movies in the folders of running sessions, each group on its own: one's trouble is not another's. */
export interface FileEngine {
  /** Begins the scans that are due. */
  look(session: Session): void;
  /** Takes in files that somebody names; returns how many are new. */
  announce(session: Session, groupId: number, files: readonly FoundFile[]): number;
  /** Forgets what is remembered of a session's folders: it begins anew. */
  forget(session: SessionKey): void;
  /** Resolves when no scan is running. */
  idle(): Promise<void>;
}

export function createFileEngine(house: House): FileEngine {
  const watches = new Map<string, Watch>();
  const running = new Set<Promise<void>>();
  const keyOf = ({ project_uid, session_uid }: SessionKey): string => `${project_uid} ${session_uid} `;

  const begin = (session: Session, group: ExposureGroup): void => {
    const key = keyOf(session) + String(group.exp_group_id);
    let watch = watches.get(key);
    if (watch === undefined) {
      const known = new Set(house.store.exposures.paths(session, group.exp_group_id));
      watch = { memory: createScanMemory(), known, nextMs: 0, running: false };
      watches.set(key, watch);
    }
    const now = house.now().getTime();
    if (watch.running || now < watch.nextMs) return;
    watch.running = true;
    watch.nextMs = now + group.file_engine_interval * 1000;
    const current = watch;
    const scan = scanGroup(house, session, group, current)
      .catch((error: unknown) => {
        house.log.error({ err: error, session: session.session_uid }, 'A folder could not be looked through');
      })
      .finally(() => {
        current.running = false;
        running.delete(scan);
      });
    running.add(scan);
  };

  return {
    look: (session) => {
      for (const group of session.exposure_groups) {
        if (group.final && group.file_engine_enable && group.file_engine_strategy !== 'eclathena')
          begin(session, group);
      }
    },
    announce: (session, groupId, files) => {
      const added = house.store.transact(() => takeIn(house, session, groupId, files));
      const known = watches.get(keyOf(session) + String(groupId))?.known;
      for (const { path } of files) known?.add(path);
      house.wakeSessions();
      house.wakeMirror();
      return added ?? 0;
    },
    forget: (session) => {
      for (const key of watches.keys()) if (key.startsWith(keyOf(session))) watches.delete(key);
    },
    idle: async () => {
      await Promise.all(running);
    },
  };
}

async function scanGroup(house: House, session: Session, group: ExposureGroup, watch: Watch): Promise<void> {
  const root = group.file_engine_watch_path_abs;
  const fits = nameFilter(group.file_engine_filter);
  const own = new Set([group.gainref_path, group.defect_path]);
  const named = extname(group.file_engine_filter).length > 1;
  const outcome = await scanFolder(
    root,
    {
      recursive: group.file_engine_recursive,
      skipUnchanged: group.file_engine_strategy === 'timestamp',
      minSize: group.file_engine_min_file_size,
      minAgeMs: group.file_engine_min_modified_time_delta * 1000,
      intervalMs: group.file_engine_interval * 1000,
      isWanted: (path, relative) =>
        !watch.known.has(path) && fits(relative) && (named || movieNames.test(path)) && !own.has(path),
    },
    watch.memory,
    () => house.now().getTime(),
  );
  if (outcome.failure !== null) {
    noteMissingFolder(house, session, group, outcome.failure);
    return;
  }
  // Files come in the order in which they were made, as far as that is known.
  const found = outcome.found.toSorted((a, b) => a.mtimeMs - b.mtimeMs || (a.path < b.path ? -1 : 1));
  for (let first = 0; first < Math.max(1, found.length); first += batch) {
    const some = await keepAllowed(house, session, found.slice(first, first + batch), watch);
    const added = house.store.transact(() => takeIn(house, session, group.exp_group_id, some));
    if (added === null) return;
    for (const { path } of some) watch.known.add(path);
    await new Promise((resolve) => setImmediate(resolve));
  }
  notePassedBy(house, session, group, outcome.passedBy);
  if (found.length === 0) return;
  house.wakeSessions();
  house.wakeMirror();
}

/** Links out of the folders that whoever started the session may use lead nowhere. */
async function keepAllowed(
  house: House,
  session: Session,
  found: readonly FoundFile[],
  watch: Watch,
): Promise<FoundFile[]> {
  if (found.length === 0) return [];
  const { started_by: userId } = readFacts(house, session);
  const { allowed, closed } = await readableFolders(house, userId === null ? null : house.store.users.get(userId));
  const kept: FoundFile[] = [];
  const places = await Promise.all(found.map(({ path }) => realpath(path).catch(() => null)));
  for (const [index, file] of found.entries()) {
    const real = places[index] ?? null;
    if (real === null) continue;
    const isOpen = !closed.some((folder) => isInside(folder, real));
    if (isOpen && (allowed?.some((folder) => isInside(folder, real)) ?? true)) kept.push(file);
    else watch.known.add(file.path);
  }
  return kept;
}

/** Puts found files into the session; null when it no longer runs. A file that it has is passed over. */
function takeIn(house: House, key: SessionKey, groupId: number, files: readonly FoundFile[]): number | null {
  const session = readSession(house, key);
  const group = session?.exposure_groups.find(({ exp_group_id: id }) => id === groupId);
  if (session?.status !== 'running' || group === undefined) return null;
  const now = house.now();
  const time = now.toISOString();
  let count = 0;
  for (const { path, size, mtimeMs } of files) {
    const exposure = exposureModel.parse({
      _id: createId(now.getTime()),
      created_at: time,
      updated_at: time,
      uid: house.store.exposures.nextUid(session),
      project_uid: session.project_uid,
      session_uid: session.session_uid,
      exp_group_id: groupId,
      abs_file_path: path,
      size,
      discovered_at: time,
    });
    exposure.attributes.found_at = now.getTime() / 1000;
    if (house.store.exposures.insert(exposure, { file_time: mtimeMs, ignored: group.ignore_exposures })) count++;
  }
  const newest = files.reduce((latest, { mtimeMs }) => Math.max(latest, mtimeMs / 1000), 0);
  group.num_exposures_found += count;
  session.import_signatures.count += count;
  session.max_timestamps = noteNewest(session.max_timestamps, groupId, newest);
  session.file_engine_last_run = now.getTime() / 1000;
  session.file_engine_status = 'running';
  if (count > 0) {
    changeFacts(house, session, { last_found_at: time });
    saveSession(house, session);
  } else {
    // That nothing was found is no change that the project directory must hold.
    house.store.workspaces.save(session);
  }
  return count;
}

function noteNewest(timestamps: Session['max_timestamps'], groupId: number, newest: number): Session['max_timestamps'] {
  const known = timestamps as { exp_group_id: number; max_timestamp: number }[];
  const before = known.find((one) => one.exp_group_id === groupId)?.max_timestamp ?? 0;
  const others = known.filter((one) => one.exp_group_id !== groupId);
  return [...others, { exp_group_id: groupId, max_timestamp: Math.max(before, newest) }];
}

function noteMissingFolder(house: House, key: SessionKey, group: ExposureGroup, reason: string): void {
  house.store.transact(() => {
    const session = readSession(house, key);
    if (session?.status !== 'running') return;
    const index = session.exposure_groups.findIndex((one) => one.exp_group_id === group.exp_group_id);
    const path = group.file_engine_watch_path_abs;
    const trouble: Trouble = {
      type: 'folder_missing',
      loc: ['exposure_groups', index, 'file_engine_watch_path_abs'],
      input: path,
      sentence: `${path} cannot be read (${reason}): the session waits, and goes on when the folder is back.`,
      at: house.now().toISOString(),
    };
    house.log.warn({ session: session.session_uid, path, reason }, 'A watched folder is gone');
    stopSession(house, session, trouble);
  });
  house.wakeMirror();
}

function notePassedBy(
  house: House,
  session: SessionKey,
  { exp_group_id: id, file_engine_watch_path_abs: root }: ExposureGroup,
  passedBy: readonly { readonly path: string; readonly reason: string }[],
): void {
  const sentences = passedBy.slice(0, mostPassedBy).map(({ path, reason }) => `${join(path)}: ${reason}`);
  const facts = readFacts(house, session);
  const before = facts.passed_by[id] ?? [];
  if (before.join() === sentences.join()) return;
  changeFacts(house, session, { passed_by: { ...facts.passed_by, [id]: sentences } });
  if (sentences.length > 0) house.log.warn({ root, passed_by: sentences }, 'Some folders could not be read');
}
