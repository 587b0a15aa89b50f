import { Command, Argument } from 'commander';
import { maintenanceSetting, readMaintenance } from '../queue/maintenance.js';
import { withStore } from './with-store.js';

export function createMaintenanceCommand(): Command {
  return new Command('maintenance')
    .description('Hold the queue: what runs goes on, nothing new starts.')
    .addArgument(new Argument('<state>').choices(['on', 'off', 'status']))
    .requiredOption('--data <folder>', 'folder of the database')
    .option('--message <text>', 'told to those whose jobs wait', '')
    .action((state: string, { data, message }: { data: string; message: string }) =>
      withStore(data, (store) => {
        if (state !== 'status') store.settings.set(maintenanceSetting, { active: state === 'on', message });
        const set = readMaintenance(store);
        process.stdout.write(`Maintenance is ${set.active ? 'on' : 'off'}.\n`);
      }),
    );
}
