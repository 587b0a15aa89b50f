import { mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeAtomically } from './atomic-file.js';

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
