import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '@vitreous/store';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-backup-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const main = join(import.meta.dirname, '../../dist/main.js');
const run = (...args: string[]): Promise<{ stdout: string }> => promisify(execFile)(process.execPath, [main, ...args]);

it('brings back what was there at the backup, while the database was open', async () => {
  const [data, file, other] = [join(folder, 'data'), join(folder, 'copy.db'), join(folder, 'other')];
  await run('user', 'create', '--data', data, '--email', 'a@lab.org', '--password', 'long enough');
  const open = openStore(join(data, 'vitreous.db'));
  open.settings.set('colour', 'blue');
  await run('backup', file, '--data', data);
  open.settings.set('colour', 'red');
  open.close();
  await expect(run('backup', file, '--data', data)).rejects.toThrow('exists already');

  await run('restore', file, '--data', other);
  await expect(run('restore', file, '--data', data)).rejects.toThrow('--force replaces it');
  await run('restore', file, '--data', data, '--force');
  for (const one of [data, other]) {
    const store = openStore(join(one, 'vitreous.db'));
    expect(store.settings.get('colour')).toBe('blue');
    expect(store.users.count([])).toBe(1);
    store.close();
  }
});

it('refuses what is no database, and leaves the old one', async () => {
  const [data, file] = [join(folder, 'data'), join(folder, 'text.db')];
  writeFileSync(file, 'no database '.repeat(1000));
  await expect(run('restore', file, '--data', data, '--force')).rejects.toThrow('cannot open the database');
  const store = openStore(join(data, 'vitreous.db'));
  expect(store.settings.get('colour')).toBe('blue');
  store.close();
  expect(existsSync(join(data, 'vitreous.db.part'))).toBe(false);
});
