import { opendir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { judgeFile, type FileRules, type Waiting } from './judge-file.js';

/** A movie that is complete and new. */
export interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface ScanRules extends FileRules {
  readonly recursive: boolean;
  /** Folders whose own time stands still are not listed again: for the most part. */
  readonly skipUnchanged: boolean;
  /** Whether a file of such a path, relative to the watched folder, is wanted and not known yet. */
  readonly isWanted: (path: string, relative: string) => boolean;
}

interface KnownFolder {
  readonly mtimeMs: number;
  readonly listedAt: number;
  readonly folders: readonly string[];
}

/** What one scan leaves for the next. */
export interface ScanMemory {
  readonly folders: Map<string, KnownFolder>;
  readonly waiting: Map<string, Waiting>;
  scans: number;
}

export interface ScanOutcome {
  readonly found: readonly FoundFile[];
  /** Folders and files that could not be read, and why. */
  readonly passedBy: readonly { readonly path: string; readonly reason: string }[];
  /** Why the watched folder itself cannot be read; null when it can. */
  readonly failure: string | null;
}

/** A folder's time may be this coarse: what was added just after a listing could share it. */
const coarsestTimeMs = 2500;
/** Every so often all folders are listed, whatever their times say. */
const wholeEvery = 30;
/** Entries of a folder that are looked at in one go. */
const entriesAtOnce = 500;
/** Files asked after at once. */
const batch = 64;
/** Folders of one scan; beyond them a tree is no collection of movies. */
const mostFolders = 100_000;

export function createScanMemory(): ScanMemory {
  return { folders: new Map(), waiting: new Map(), scans: 0 };
}

/**
 * Looks through a watched folder for files that are new and complete. Each folder is gone through once, however many
 * links lead to it, so that links in a circle do no harm.
 */
export async function scanFolder(
  watched: string,
  rules: ScanRules,
  memory: ScanMemory,
  now: () => number,
): Promise<ScanOutcome> {
  const root = resolve(watched);
  const skip = rules.skipUnchanged && memory.scans++ % wholeEvery !== 0;
  const passedBy: { path: string; reason: string }[] = [];
  const candidates = new Set(memory.waiting.keys());
  const visited = new Set<string>();
  const queue = [root];
  for (let path = queue.shift(); path !== undefined && visited.size < mostFolders; path = queue.shift()) {
    try {
      const info = await stat(path);
      const identity = `${info.dev}:${info.ino}`;
      if (visited.has(identity)) continue;
      visited.add(identity);
      const known = memory.folders.get(path);
      const unchanged = known?.mtimeMs === info.mtimeMs && known.listedAt - info.mtimeMs > coarsestTimeMs;
      if (skip && unchanged) {
        queue.push(...known.folders);
        continue;
      }
      const listedAt = now();
      const isWanted = (file: string): boolean => rules.isWanted(file, file.slice(root.length + 1));
      const { files, folders } = await listFolder(path, rules.recursive, isWanted);
      for (const file of files) candidates.add(file);
      memory.folders.set(path, { mtimeMs: info.mtimeMs, listedAt, folders });
      queue.push(...folders);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      memory.folders.delete(path);
      if (path === root) return { found: [], passedBy, failure: reason };
      passedBy.push({ path, reason });
    }
  }
  const found = await judgeAll([...candidates], rules, memory, now);
  return { found, passedBy, failure: null };
}

/** The wanted files of a folder, and the folders in it. */
async function listFolder(
  folder: string,
  recursive: boolean,
  isWanted: (path: string) => boolean,
): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  const linked: string[] = [];
  let count = 0;
  // A hundred thousand entries at once would hold up everybody else for their time.
  for await (const entry of await opendir(folder, { bufferSize: entriesAtOnce })) {
    if (++count % entriesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    if (entry.name.startsWith('.')) continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isFile()) {
      if (isWanted(path)) files.push(path);
    } else if (entry.isDirectory()) folders.push(path);
    else if (entry.isSymbolicLink()) linked.push(path);
  }
  for (const path of linked) {
    if (!recursive && !isWanted(path)) continue;
    // A link to nowhere, or to itself, is no movie.
    const target = await stat(path).catch(() => null);
    if (target?.isFile() === true) {
      if (isWanted(path)) files.push(path);
    }
    // What is reached without a link comes first, so that a file keeps its path.
    else if (target?.isDirectory() === true) folders.push(path);
  }
  return { files, folders: recursive ? folders : [] };
}

async function judgeAll(
  paths: readonly string[],
  rules: ScanRules,
  memory: ScanMemory,
  now: () => number,
): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (let first = 0; first < paths.length; first += batch) {
    const some = paths.slice(first, first + batch);
    const looks = await Promise.all(some.map((path) => stat(path).catch(() => null)));
    for (const [index, look] of looks.entries()) {
      const path = some[index] ?? '';
      if (look?.isFile() !== true) {
        memory.waiting.delete(path);
        continue;
      }
      const { size, mtimeMs } = look;
      const judged = judgeFile({ size, mtimeMs }, memory.waiting.get(path), rules, now());
      if (judged === 'complete') {
        memory.waiting.delete(path);
        found.push({ path, size, mtimeMs });
      } else memory.waiting.set(path, judged);
    }
  }
  return found;
}
