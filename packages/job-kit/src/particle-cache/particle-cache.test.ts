import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CacheSettings } from './cache-folder.js';
import { openParticleCache, type ParticleCache } from './particle-cache.js';

const size = 1000;
let folder = '';
let settings: CacheSettings;
let said: string[] = [];
const opened: ParticleCache[] = [];

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'particle-cache-')));
  settings = { path: join(folder, 'ssd'), quotaBytes: 10 * size, reserveBytes: 0 };
  said = [];
  await mkdir(join(folder, 'ssd'));
  await mkdir(join(folder, 'disk'));
});
afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
  await rm(folder, { recursive: true, force: true });
});

const open = async (more: Partial<CacheSettings> = {}): Promise<ParticleCache> => {
  const log = (sentence: string): Promise<void> => {
    said.push(sentence);
    return Promise.resolve();
  };
  const cache = await openParticleCache({ ...settings, ...more }, { log, signal: new AbortController().signal });
  opened.push(cache);
  return cache;
};
const stack = async (name: string, bytes = size): Promise<string> => {
  const path = join(folder, 'disk', name);
  await writeFile(path, Buffer.alloc(bytes, name));
  return path;
};
const cached = (): Promise<string[]> => readdir(join(folder, 'ssd/vitreous-cache/files'));
const isCopy = (place: string | undefined): boolean => place?.startsWith(join(folder, 'ssd')) === true;

it('copies a file once; who comes later reads the copy', async () => {
  const path = await stack('a.mrcs');
  const [first, second] = [await open(), await open()];
  const place = (await first.localCopies([path])).get(path) ?? '';
  expect(isCopy(place)).toBe(true);
  expect(await readFile(place)).toEqual(await readFile(path));
  const other = (await second.localCopies([path])).get(path) ?? '';
  expect((await stat(other)).ino).toBe((await stat(place)).ino);
  expect(said).toEqual([
    'SSD cache: 0 files were there, 1 copied (0.0 MB).',
    'SSD cache: 1 files were there, 0 copied (0.0 MB).',
  ]);
});

it('takes a file that was written anew for another', async () => {
  const path = await stack('a.mrcs');
  await (await open()).localCopies([path]);
  await writeFile(path, 'new');
  const place = (await (await open()).localCopies([path])).get(path) ?? '';
  expect(await readFile(place, 'utf8')).toBe('new');
});

it('removes what was used longest ago, but nothing that is being read', async () => {
  const paths = await Promise.all(['a', 'b', 'c', 'd'].map((name) => stack(`${name}.mrcs`)));
  const [a = '', b = '', c = '', d = ''] = paths;
  const room = { quotaBytes: 3 * size };
  const reading = await open(room);
  const heldByA = (await reading.localCopies([a])).get(a) ?? '';
  for (const path of [b, c]) {
    const job = await open(room);
    const place = (await job.localCopies([path])).get(path) ?? '';
    // a is the oldest and read, then b, then c.
    const time = new Date(Date.now() - (path === b ? 50_000 : 10_000));
    await utimes(place, time, time);
    await job.close();
  }
  const past = new Date(Date.now() - 90_000);
  await utimes(heldByA, past, past);
  await (await open(room)).localCopies([d]);
  expect(await readFile(heldByA)).toEqual(await readFile(a));
  const again = await open({ quotaBytes: 3 * size });
  await again.localCopies([a, c]);
  expect(said.at(-1)).toBe('SSD cache: 2 files were there, 0 copied (0.0 MB).');
  expect(await cached()).toHaveLength(3);
});

it('keeps to its quota, and says what is read where it is', async () => {
  const paths = await Promise.all(['a', 'b', 'c'].map((name) => stack(`${name}.mrcs`)));
  const places = await (await open({ quotaBytes: 2 * size })).localCopies(paths);
  expect(paths.map((path) => isCopy(places.get(path)))).toEqual([true, true, false]);
  expect(places.get(paths[2] ?? '')).toBe(paths[2]);
  expect(said.at(-1)).toBe('SSD cache: 1 files are read where they are: there is no room for them in the cache.');
  // What two jobs hold is full for a third.
  const other = await stack('d.mrcs');
  const third = await (await open({ quotaBytes: 2 * size })).localCopies([other]);
  expect(isCopy(third.get(other))).toBe(false);
});

it('leaves the reserve of the disk free', async () => {
  const path = await stack('a.mrcs');
  const { blocks, bsize } = await statfs(folder);
  const places = await (await open({ quotaBytes: null, reserveBytes: blocks * bsize })).localCopies([path]);
  expect(places.get(path)).toBe(path);
  expect(await cached()).toEqual([]);
});

it('removes what a killed process left, and does not wait for it', async () => {
  const path = await stack('a.mrcs');
  await (await open()).localCopies([path]);
  const [key = ''] = await cached();
  const root = join(folder, 'ssd/vitreous-cache');
  await rm(join(root, 'files', key));
  // No process has such a number.
  const dead = `${hostname()}-99999999`;
  await mkdir(join(root, 'jobs', `${dead}-0123abcd`));
  await writeFile(join(root, 'jobs', `${dead}-0123abcd`, `${key}.part`), 'half');
  await writeFile(join(root, 'claims', key), dead);
  const place = (await (await open()).localCopies([path])).get(path) ?? '';
  expect(await readFile(place)).toEqual(await readFile(path));
  expect((await readdir(join(root, 'jobs'))).some((name) => name.startsWith(dead))).toBe(false);
  expect(await readdir(join(root, 'claims'))).toEqual([]);
});

it('leaves a file that is not there to who reads it', async () => {
  const gone = join(folder, 'disk/gone.mrcs');
  expect((await (await open()).localCopies([gone])).get(gone)).toBe(gone);
});
