import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Where a cache is and how much it may hold. */
export interface CacheSettings {
  /** A folder on a fast disk, absolute. */
  readonly path: string;
  /** Most bytes of files in the cache; null for no limit but the disk's. */
  readonly quotaBytes: number | null;
  /** Bytes of the disk that stay free. */
  readonly reserveBytes: number;
}

/**
 * The cache's folders. `files` holds whole copies under their keys. `jobs` has a folder for each job that uses the
 * cache, with hard links to what it reads: what is taken out of `files` stays until they are gone. `claims` says who is
 * copying what.
 */
export interface CacheFolder {
  readonly files: string;
  readonly claims: string;
  /** Of this job. */
  readonly own: string;
}

/** What a job is about to copy: bytes by key. */
export type Plan = Readonly<Record<string, number>>;

const planName = 'plan.json';

/** Opens the cache for a job of this process, and removes what killed processes of this machine have left. */
export async function openCacheFolder({ path }: CacheSettings): Promise<CacheFolder> {
  const root = join(path, 'vitreous-cache');
  const [files, claims, jobs] = ['files', 'claims', 'jobs'].map((name) => join(root, name)) as [string, string, string];
  // Nobody else is to put particles here.
  for (const folder of [files, claims, jobs]) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(jobs)) {
    if (isAbandoned(name)) await rm(join(jobs, name), { recursive: true, force: true });
  }
  const own = join(jobs, `${ownerName()}-${randomUUID().slice(0, 8)}`);
  await mkdir(own);
  return { files, claims, own };
}

/** `HOST-PID`, which tells whose something is. */
export function ownerName(): string {
  return `${hostname()}-${process.pid}`;
}

/** Whether `HOST-PID…` was of a process of this machine that has ended. */
export function isAbandoned(name: string): boolean {
  const start = `${hostname()}-`;
  const pid = name.startsWith(start) ? Number(/^\d+/.exec(name.slice(start.length))?.[0] ?? NaN) : NaN;
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Bytes of `wanted` that may be copied, after the copies used longest ago have been removed to make room. The caller's
 * plan is on disk before: of two that ask at once, each counts what the other is about to copy.
 */
export async function makeRoom(
  folder: CacheFolder,
  wanted: number,
  plan: Plan,
  settings: CacheSettings,
): Promise<number> {
  const kept = await listKept(folder.files);
  const inodes = new Map(kept.map(({ inode, bytes }) => [inode, bytes]));
  let planned = 0;
  const jobs = join(folder.own, '..');
  for (const job of await readdir(jobs)) {
    for (const { inode, bytes, name } of await listKept(join(jobs, job))) {
      if (name !== planName) inodes.set(inode, bytes);
    }
    if (join(jobs, job) === folder.own) continue;
    const there = new Set(kept.map(({ name }) => name));
    for (const [key, bytes] of Object.entries(await readPlan(join(jobs, job)))) {
      if (!there.has(key) && !Object.hasOwn(plan, key)) planned += bytes;
    }
  }
  const used = Array.from(inodes.values()).reduce((sum, bytes) => sum + bytes, 0);
  const free = await freeBytes(settings.path);
  let room = Math.min((settings.quotaBytes ?? Infinity) - used, free - settings.reserveBytes) - planned;
  // What nobody reads has one name; times are of the last use.
  const idle = kept.filter(({ names }) => names === 1).sort((a, b) => a.usedMs - b.usedMs);
  for (const { name, bytes } of idle) {
    if (room >= wanted) break;
    await rm(join(folder.files, name), { force: true });
    room += bytes;
  }
  return Math.max(0, Math.min(wanted, room));
}

/** Bytes of a disk that this process may still fill. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** Where a job's plan is. */
export function planPath({ own }: CacheFolder): string {
  return join(own, planName);
}

async function readPlan(job: string): Promise<Plan> {
  try {
    return JSON.parse(await readFile(join(job, planName), 'utf8')) as Plan;
  } catch {
    // None yet, none any more, or half of one: the next look sees it.
    return {};
  }
}

interface Kept {
  readonly name: string;
  readonly inode: number;
  readonly bytes: number;
  readonly usedMs: number;
  /** Hard links: the cache's own, and one for each job that reads it. */
  readonly names: number;
}

/** The files in a folder; those that go while it is looked at are left out. */
async function listKept(folder: string): Promise<Kept[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const info = await stat(join(folder, name)).catch(() => null);
      if (info === null) return [];
      return [{ name, inode: info.ino, bytes: info.size, usedMs: info.mtimeMs, names: info.nlink }];
    }),
  );
  return found.flat();
}
