import { createHash } from 'node:crypto';
import { link, open, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  freeBytes,
  isAbandoned,
  makeRoom,
  openCacheFolder,
  ownerName,
  planPath,
  type CacheFolder,
  type CacheSettings,
} from './cache-folder.js';
import { copyFile } from './copy-file.js';

/** A claim that is not renewed for so long is nobody's: it is renewed with each piece copied. */
const claimMs = 120_000;
const lookEveryMs = 100;

/** Copies of particle files on a fast disk, for one job. */
export interface ParticleCache {
  /**
   * Where to read each of some files: a copy in the cache, or the file itself where there is no room for one. A copy
   * stays until the cache is closed.
   */
  localCopies(paths: readonly string[]): Promise<Map<string, string>>;
  /** Gives back what this job held. */
  close(): Promise<void>;
}

interface Wanted {
  readonly path: string;
  /** Without symbolic links. */
  readonly source: string;
  /** Of the file as it is now: a file that changes is another. */
  readonly key: string;
  readonly bytes: number;
}

/**
 * Opens the cache for a job. Several processes may use it at once, and each may be killed at any time: a file appears in
 * the cache whole or not at all.
 */
export async function openParticleCache(
  settings: CacheSettings,
  { log, signal }: { log: (sentence: string) => Promise<void>; signal: AbortSignal },
): Promise<ParticleCache> {
  const folder = await openCacheFolder(settings);
  return {
    localCopies: async (paths) => {
      const places = new Map(paths.map((path) => [path, path]));
      const missing: Wanted[] = [];
      let there = 0;
      for (const wanted of await describe(paths)) {
        if (!(await take(folder, wanted))) missing.push(wanted);
        else {
          places.set(wanted.path, join(folder.own, wanted.key));
          there++;
        }
      }
      const plan = Object.fromEntries(missing.map(({ key, bytes }) => [key, bytes]));
      await writeFile(planPath(folder), JSON.stringify(plan));
      let room = missing.length === 0 ? 0 : await makeRoom(folder, sumOf(missing), plan, settings);
      const copied: Wanted[] = [];
      let trouble: string | null = null;
      for (const wanted of missing) {
        signal.throwIfAborted();
        if (trouble !== null || wanted.bytes > room) continue;
        try {
          const how = await copyOnce(folder, wanted, settings, signal);
          if (how === 'changed') continue;
          places.set(wanted.path, join(folder.own, wanted.key));
          if (how === 'copied') copied.push(wanted);
          else there++;
        } catch (error) {
          signal.throwIfAborted();
          trouble = error instanceof Error ? error.message : String(error);
          continue;
        }
        room -= wanted.bytes;
      }
      await rm(planPath(folder), { force: true });
      await log(`SSD cache: ${there} files were there, ${copied.length} copied (${megabytes(sumOf(copied))}).`);
      const left = places.size - there - copied.length;
      if (left > 0) {
        const reason = trouble ?? 'there is no room for them in the cache';
        await log(`SSD cache: ${left} files are read where they are: ${reason}.`);
      }
      return places;
    },
    close: () => rm(folder.own, { recursive: true, force: true }),
  };
}

/** Files that can be read now; what cannot is left to whoever reads it. */
async function describe(paths: readonly string[]): Promise<Wanted[]> {
  const found = new Map<string, Wanted>();
  for (const path of paths) {
    const source = await realpath(path).catch(() => null);
    const info = source === null ? null : await stat(source, { bigint: true }).catch(() => null);
    if (source === null || !info?.isFile()) continue;
    const hash = createHash('sha256').update(`${source}\0${info.size}\0${info.mtimeNs}`);
    const key = `${hash.digest('hex').slice(0, 40)}${extname(source).slice(0, 16)}`;
    found.set(path, { path, source, key, bytes: Number(info.size) });
  }
  return [...found.values()];
}

/** Takes hold of a copy, if there is one: a link of our own, which nobody takes away. */
async function take(folder: CacheFolder, { key }: Wanted): Promise<boolean> {
  const own = join(folder.own, key);
  try {
    await link(join(folder.files, key), own);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT') return false;
    throw error;
  }
  const now = new Date();
  await utimes(own, now, now);
  return true;
}

/**
 * Copies a file, or waits for whoever is copying it already; a file that changes meanwhile is not kept.
 *
 * @throws whatever keeps the cache from being written.
 */
async function copyOnce(
  folder: CacheFolder,
  wanted: Wanted,
  settings: CacheSettings,
  signal: AbortSignal,
): Promise<'copied' | 'there' | 'changed'> {
  const claim = join(folder.claims, wanted.key);
  while (!(await makeClaim(claim))) {
    await wait(lookEveryMs, undefined, { signal });
    if (await take(folder, wanted)) return 'there';
  }
  const [part, own] = [join(folder.own, `${wanted.key}.part`), join(folder.own, wanted.key)];
  try {
    // The last to have the claim may have just ended.
    if (await take(folder, wanted)) return 'there';
    await copyFile(wanted.source, part, async (bytes) => {
      signal.throwIfAborted();
      if ((await freeBytes(settings.path)) - bytes < settings.reserveBytes) {
        throw new Error('the disk of the cache is full up to its reserve');
      }
      const now = new Date();
      await utimes(claim, now, now).catch(() => undefined);
    });
    const [after] = await describe([wanted.path]);
    if (after?.key !== wanted.key) return 'changed';
    await rename(part, own);
    await link(own, join(folder.files, wanted.key)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    return 'copied';
  } finally {
    await rm(part, { force: true });
    await rm(claim, { force: true });
  }
}

/** Says that we copy a file; false where somebody else, who is alive, does. */
async function makeClaim(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(ownerName());
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const [owner, info] = await Promise.all([readFile(path, 'utf8').catch(() => ''), stat(path).catch(() => null)]);
  const isStale = info !== null && (isAbandoned(owner) || Date.now() - info.mtimeMs > claimMs);
  // Two that find it stale may both copy: each has a file of its own, and both are whole.
  if (isStale) await rm(path, { force: true });
  return false;
}

function sumOf(files: readonly Wanted[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
