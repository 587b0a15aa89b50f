import { spawnSync } from 'node:child_process';
import { mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sweepHalfWritten, writeAtomically, writeTogether } from './atomic-file.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('replaces a file whole', async () => {
  const path = join(folder, 'a');
  await writeFile(path, 'old and longer');
  await writeAtomically(path, async (file) => {
    await file.write('new');
    expect(await readFile(path, 'utf8')).toBe('old and longer');
  });
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a']);
});

it('leaves the old file and nothing else when the disk is full', async () => {
  const path = join(folder, 'a');
  await writeFile(path, 'old');
  const writing = writeAtomically(path, async () => {
    const full = await open('/dev/full', 'w');
    await full.write('x').finally(() => full.close());
  });
  await expect(writing).rejects.toThrow(UserError);
  await expect(writing).rejects.toThrow(`Cannot write ${path}: the disk is full: free some space and run it again.`);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a']);
});

it('passes a bug on as it is', async () => {
  const bug = new TypeError('a bug');
  await expect(writeAtomically(join(folder, 'a'), () => Promise.reject(bug))).rejects.toBe(bug);
  expect(await readdir(folder)).toEqual([]);
});

it('gives several files their names together, or none', async () => {
  const write = (name: string): Promise<void> => writeAtomically(join(folder, name), (file) => file.writeFile(name));
  await writeTogether(async () => {
    await write('a');
    await write('b');
    expect((await readdir(folder)).every((name) => name.endsWith('.part'))).toBe(true);
  });
  expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
  const failing = writeTogether(async () => {
    await write('c');
    await writeTogether(() => write('d'));
    throw new UserError('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
});

it('sweeps what killed processes left half-written, and nothing else', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const mine = `.a.mrc.${hostname()}-${process.pid}-0123abcd.part`;
  const dead = `.a.mrc.${hostname()}-${pid}-0123abcd.part`;
  for (const name of [mine, dead, `.a.mrc.elsewhere-${pid}-0123abcd.part`, 'a.part']) {
    await writeFile(join(folder, name), 'half');
  }
  expect(await sweepHalfWritten(folder)).toBe(1);
  expect(await readdir(folder)).not.toContain(dead);
  expect((await readdir(folder)).length).toBe(3);
});
