import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { UserError } from '@vitreous/errors';
import { afterAll, expect, it } from 'vitest';
import { migrate, type Migration } from './migrate.js';
import { openStore } from './open-store.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-store-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const later = (breaking: boolean): Migration => ({ number: 999, breaking, sql: 'CREATE TABLE later (a TEXT) STRICT' });

it.each([
  [true, true],
  [false, false],
])('a newer step that breaks (%s) keeps older programs out (%s)', (breaking, refused) => {
  const path = join(folder, `${breaking}.db`);
  openStore(path).close();
  const database = new DatabaseSync(path);
  migrate(database, path, [later(breaking)]);
  database.close();
  const open = (): void => {
    openStore(path).close();
  };
  if (refused) expect(open).toThrow(UserError);
  else expect(open).not.toThrow();
});

it('does a step whole or not at all', () => {
  const database = new DatabaseSync(join(folder, 'half.db'));
  const half = { number: 1, breaking: false, sql: 'CREATE TABLE first (a TEXT); CREATE TABLE broken (' };
  expect(() => {
    migrate(database, 'half.db', [half]);
  }).toThrow();
  expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'first'").all()).toEqual([]);
  database.close();
});

it('undoes a transaction that fails, and gives no number out twice', () => {
  const store = openStore(join(folder, 'numbers.db'));
  expect(() =>
    store.transact(() => {
      store.settings.set('a', 1);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(store.settings.get('a')).toBeUndefined();
  expect([store.counters.next('x'), store.counters.next('x')]).toEqual([1, 2]);
  store.counters.skipTo('x', 7);
  expect(store.counters.next('x')).toBe(8);
  store.close();
});
