import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createScanMemory, scanFolder, type ScanMemory, type ScanOutcome, type ScanRules } from './scan-folder.js';

let root: string;
let memory: ScanMemory;
let known: Set<string>;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vitreous-scan-'));
  memory = createScanMemory();
  known = new Set();
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const start = Date.now();

/** Files look as if they had been written so many seconds before the start. */
function write(name: string, secondsOld = 3600, text = 'movie'): string {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  const time = start / 1000 - secondsOld;
  utimesSync(path, time, time);
  return path;
}

async function scan(atS = 0, rules: Partial<ScanRules> = {}): Promise<ScanOutcome & { names: string[] }> {
  const all: ScanRules = {
    recursive: true,
    skipUnchanged: false,
    minSize: 0,
    minAgeMs: 0,
    intervalMs: 10_000,
    isWanted: (path) => !known.has(path),
    ...rules,
  };
  const outcome = await scanFolder(root, all, memory, () => start + 1000 * atS);
  for (const { path } of outcome.found) known.add(path);
  return { ...outcome, names: outcome.found.map(({ path }) => path.slice(root.length + 1)).sort() };
}

it('takes a folder that is named with a slash at its end', async () => {
  const path = write('a.mrc');
  const rules = { recursive: false, skipUnchanged: false, minSize: 0, minAgeMs: 0, intervalMs: 10_000 };
  const isWanted = (_: string, relative: string): boolean => relative === 'a.mrc';
  const { found } = await scanFolder(`${root}/`, { ...rules, isWanted }, memory, () => start);
  expect(found.map((one) => one.path)).toEqual([path]);
});

it('finds each file once, also what comes late with an old time', async () => {
  write('a.mrc');
  write('square/b.mrc');
  write('.hidden.mrc');
  expect((await scan()).names).toEqual(['a.mrc', 'square/b.mrc']);
  write('square/late.mrc', 10 * 24 * 3600);
  expect((await scan(10)).names).toEqual(['square/late.mrc']);
  expect((await scan(20)).names).toEqual([]);
  write('only/deep.mrc');
  expect((await scan(30, { recursive: false })).names).toEqual([]);
});

it('leaves files alone that are still written', async () => {
  const growing = write('growing.mrc', 1);
  expect((await scan(0)).names).toEqual([]);
  appendFileSync(growing, 'more');
  utimesSync(growing, start / 1000 + 9, start / 1000 + 9);
  expect((await scan(10)).names).toEqual([]);
  expect((await scan(20)).names).toEqual(['growing.mrc']);
});

it('takes a file whose time lies in the future when it stands still', async () => {
  write('future.mrc', -3600);
  expect((await scan(0, { minAgeMs: 15_000 })).names).toEqual([]);
  expect((await scan(10, { minAgeMs: 15_000 })).names).toEqual([]);
  expect((await scan(20, { minAgeMs: 15_000 })).names).toEqual(['future.mrc']);
});

it.each([
  [{ minSize: 6 }, []],
  [{ minSize: 5 }, ['a.mrc']],
  [{ minAgeMs: 3_700_000 }, []],
] as const)('holds back by %j', async (rules, names) => {
  write('a.mrc');
  expect((await scan(0, rules)).names).toEqual(names);
});

it('goes through links in a circle once, and passes by what leads nowhere', async () => {
  write('square/a.mrc');
  symlinkSync(root, join(root, 'square', 'up'));
  symlinkSync('self', join(root, 'self'));
  symlinkSync(join(root, 'square'), join(root, 'other'));
  symlinkSync(join(root, 'gone.mrc'), join(root, 'broken.mrc'));
  symlinkSync(join(root, 'square', 'a.mrc'), join(root, 'linked.mrc'));
  const { names, failure } = await scan();
  expect([names, failure]).toEqual([['linked.mrc', 'square/a.mrc'], null]);
});

it.skipIf(process.getuid?.() === 0)('tells of a folder that it may not read', async () => {
  write('a.mrc');
  mkdirSync(join(root, 'closed'));
  chmodSync(join(root, 'closed'), 0);
  const { names, passedBy } = await scan();
  chmodSync(join(root, 'closed'), 0o700);
  expect([names, passedBy]).toEqual([['a.mrc'], [{ path: join(root, 'closed'), reason: 'EACCES' }]]);
});

it('says that the folder is gone', async () => {
  rmSync(root, { recursive: true });
  expect((await scan()).failure).toBe('ENOENT');
});

it('does not list a folder again whose time stands still', async () => {
  const square = join(root, 'square');
  write('square/a.mrc');
  const old = start / 1000 - 100;
  utimesSync(square, old, old);
  utimesSync(root, old, old);
  const asked: string[] = [];
  const rules = {
    skipUnchanged: true,
    isWanted: (path: string): boolean => {
      asked.push(path);
      return !known.has(path);
    },
  };
  expect((await scan(0, rules)).names).toEqual(['square/a.mrc']);
  asked.length = 0;
  await scan(10, rules);
  expect(asked).toEqual([]);
  write('square/b.mrc');
  expect((await scan(20, rules)).names).toEqual(['square/b.mrc']);
});

it('goes through tens of thousands of files', async () => {
  for (let i = 0; i < 20_000; i++) writeFileSync(join(root, `${i}.mrc`), 'm');
  expect((await scan(3600)).found).toHaveLength(20_000);
  expect((await scan(3610)).found).toHaveLength(0);
});
