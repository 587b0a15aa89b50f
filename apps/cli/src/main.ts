import { Command } from 'commander';
import { createConvert } from './commands/convert.js';
import { createCtf } from './commands/ctf.js';
import { createExtract } from './commands/extract.js';
import { createInspect } from './commands/inspect.js';
import { createMotion } from './commands/motion.js';
import { createPick } from './commands/pick.js';
import { createPreprocess } from './commands/preprocess.js';
import { createSimulate } from './commands/simulate.js';

/** Every command of ./vitreous, one file each. */
const commands: readonly (() => Command)[] = [
  createConvert,
  createCtf,
  createExtract,
  createInspect,
  createMotion,
  createPick,
  createPreprocess,
  createSimulate,
];

const program = new Command('vitreous')
  .description('Cryo-EM movies to corrected micrographs, CTF, picks and particles.')
  .version('0.1.0')
  .showHelpAfterError('(run it with --help to see what it takes)');
for (const create of commands) program.addCommand(create());
await program.parseAsync();
