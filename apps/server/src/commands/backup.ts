import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { openStore } from '@vitreous/store';
import { Command } from 'commander';
import { holdDirectory } from '../hold-directory.js';
import { databaseName, openDatabase } from '../open-house.js';

export function createBackup(): Command {
  return new Command('backup')
    .description('Copy the database to a new file, also while the server runs.')
    .argument('<file>', 'where the copy goes; it must not exist')
    .requiredOption('--data <folder>', 'folder of the database')
    .action(async (file: string, { data }: { data: string }) => {
      if (existsSync(file)) throw new UserError(`${file} exists already: name another file.`);
      if (!existsSync(join(data, databaseName))) throw new UserError(`${data} holds no database.`);
      const store = openDatabase(data);
      const part = `${file}.part`;
      try {
        await store.backup(part);
        renameSync(part, file);
      } finally {
        rmSync(part, { force: true });
        store.close();
      }
      process.stdout.write(`The database of ${data} is copied to ${file}.\n`);
    });
}

export function createRestore(): Command {
  return new Command('restore')
    .description('Bring a copy of the database back; the server must not run.')
    .argument('<file>', 'a file that backup wrote')
    .requiredOption('--data <folder>', 'folder of the database; made when it is missing')
    .option('--force', 'replace the database that is there', false)
    .action((file: string, { data, force }: { data: string; force: boolean }) => {
      const release = holdDirectory(data);
      try {
        const path = join(data, databaseName);
        if (existsSync(path) && !force) throw new UserError(`${data} holds a database already: --force replaces it.`);
        if (!existsSync(file)) throw new UserError(`${file}: there is no such file.`);
        const part = `${path}.part`;
        copyFileSync(file, part);
        try {
          // Opening it brings it to this program's shape, and tells when it is no database.
          openStore(part).close();
        } catch (error) {
          removeDatabase(part);
          throw error;
        }
        removeDatabase(path);
        renameSync(part, path);
        process.stdout.write(`The database of ${data} is that of ${file}.\n`);
      } finally {
        release();
      }
    });
}

function removeDatabase(path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
}
