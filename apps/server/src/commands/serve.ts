import { hostname } from 'node:os';
import { UserError } from '@vitreous/errors';
import { Command, InvalidArgumentError } from 'commander';
import { createSetupToken, needsAdmin } from '../accounts/setup-link.js';
import { createApp } from '../app.js';
import { holdDirectory } from '../hold-directory.js';
import type { Log } from '../house.js';
import { version } from '@vitreous/schema';
import { openHouse } from '../open-house.js';
import { requireWorkerUrl, workerUrlSetting } from '../queue/worker-address.js';

interface Options {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly workerUrl?: string;
}

export function createServe(): Command {
  return new Command('serve')
    .description('Run the server: one process, with its database in the data directory.')
    .requiredOption('--data <folder>', 'folder of the database; made when it is missing')
    .option('--port <n>', 'port to listen on; 0 takes a free one', parsePort, 39_000)
    .option('--host <address>', 'address to listen on; the default can be reached from this machine only', '127.0.0.1')
    .option('--worker-url <url>', 'where workers on other machines reach this server; kept for later starts')
    .action((options: Options) => serve(options));
}

async function serve({ data, port, host, workerUrl }: Options): Promise<void> {
  if (workerUrl !== undefined) requireWorkerUrl(workerUrl);
  const release = holdDirectory(data);
  let log: Log | null = null;
  const forward: Log = {
    info: (fields, message) => {
      log?.info(fields, message);
    },
    warn: (fields, message) => {
      log?.warn(fields, message);
    },
    error: (fields, message) => {
      log?.error(fields, message);
    },
  };
  const listening = { host, port };
  const open = openHouse(data, forward, () => listening);
  const { house, close } = open;
  if (workerUrl !== undefined) house.store.settings.set(workerUrlSetting, workerUrl);
  const app = createApp(open, true);
  log = app.log;
  try {
    const address = await app.listen({ port, host });
    listening.port = Number(new URL(address).port);
  } catch (error) {
    await close();
    release();
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UserError(`Cannot listen on ${host} port ${port} (${code}): choose another with --port or --host.`);
  }
  process.stdout.write(`Vitreous ${version} at http://${host}:${listening.port}\n`);
  if (needsAdmin(house.store)) {
    const token = createSetupToken(house.store, house.now());
    const reached = ['0.0.0.0', '::'].includes(host) ? hostname() : host;
    process.stdout.write(
      `There is no administrator yet. Within a day, make the first account at\n` +
        `  http://${reached}:${listening.port}/setup?token=${token}\n`,
    );
  }
  const stopAll = async (): Promise<void> => {
    await app.close();
    await close();
    release();
  };
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    app.log.info({ signal }, 'Stopping: running calls are finished first');
    void stopAll().catch((error: unknown) => {
      app.log.error({ err: error }, 'The server did not stop cleanly');
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('expected 0 to 65535.');
  return port;
}
