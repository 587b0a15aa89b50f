import { Command } from 'commander';

/** Every command of ./vitreous, one file each; a file is loaded when its command is asked for, or its help. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  abinit: async () => (await import('./commands/abinit.js')).createAbinit(),
  class2d: async () => (await import('./commands/class2d.js')).createClass2d(),
  convert: async () => (await import('./commands/convert.js')).createConvert(),
  ctf: async () => (await import('./commands/ctf.js')).createCtf(),
  extract: async () => (await import('./commands/extract.js')).createExtract(),
  inspect: async () => (await import('./commands/inspect.js')).createInspect(),
  motion: async () => (await import('./commands/motion.js')).createMotion(),
  pick: async () => (await import('./commands/pick.js')).createPick(),
  preprocess: async () => (await import('./commands/preprocess.js')).createPreprocess(),
  reconstruct: async () => (await import('./commands/reconstruct.js')).createReconstruct(),
  refine: async () => (await import('./commands/refine.js')).createRefine(),
  'refine-ctf': async () => (await import('./commands/refine-ctf.js')).createRefineCtf(),
  simulate: async () => (await import('./commands/simulate.js')).createSimulate(),
};

const program = new Command('vitreous')
  .description('Cryo-EM movies to corrected micrographs, CTF, picks and particles.')
  .version('0.1.0')
  .showHelpAfterError('(run it with --help to see what it takes)');
const asked = commands[process.argv[2] ?? ''];
for (const create of asked === undefined ? Object.values(commands) : [asked]) program.addCommand(await create());
await program.parseAsync();
