import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import type { Store } from '@vitreous/store';
import { databaseName, openDatabase } from '../open-house.js';

/** Works on the database of a data directory, also while its server runs. @throws UserError when there is none. */
export async function withStore(data: string, work: (store: Store) => void | Promise<void>): Promise<void> {
  if (!existsSync(join(data, databaseName))) {
    throw new UserError(`${data} holds no database: start the server there once, or make an account.`);
  }
  const store = openDatabase(data);
  try {
    await work(store);
  } finally {
    store.close();
  }
}
