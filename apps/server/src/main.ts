import { sentenceOf } from '@vitreous/errors';
import { Command } from 'commander';
import { createBackup, createRestore } from './commands/backup.js';
import { createClusterCommand } from './commands/cluster.js';
import { createLaneCommand, createNodeCommand } from './commands/lane.js';
import { createMaintenanceCommand } from './commands/maintenance.js';
import { createServe } from './commands/serve.js';
import { createUserCommand } from './commands/user.js';
import { Problem } from './problem.js';

const program = new Command('vitreous')
  .description('The server of Vitreous and its accounts.')
  .showHelpAfterError('(run it with --help to see what it takes)')
  .addCommand(createServe())
  .addCommand(createUserCommand())
  .addCommand(createLaneCommand())
  .addCommand(createNodeCommand())
  .addCommand(createClusterCommand())
  .addCommand(createMaintenanceCommand())
  .addCommand(createBackup())
  .addCommand(createRestore());
try {
  await program.parseAsync();
} catch (error) {
  const sentence = error instanceof Problem ? error.message : sentenceOf(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
