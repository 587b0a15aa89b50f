import { defaultAbinitSettings } from '@vitreous/algorithms';
import { runAbinit, type AbinitResult } from '@vitreous/stages';
import { Option, type Command } from 'commander';
import {
  createCommand,
  createStageContext,
  parseInteger,
  parseNumber,
  parsePositive,
  parsePositiveInteger,
  runCommand,
  type Run,
} from '../command.js';
import { addParticleOptions, particleInput, type ParticleOptions } from '../particle-options.js';

interface Options extends ParticleOptions {
  readonly threads: number;
  readonly json: boolean;
  readonly classes: number;
  readonly sym: string;
  readonly maskDiameter: number;
  readonly maxRes: number;
  readonly maxShift?: number;
  readonly iterations: number;
  readonly batch: number;
  readonly out: string;
  readonly seed: number;
  readonly cache: number;
}

/** `vitreous abinit`: maps from particles alone. */
export function createAbinit(): Command {
  const usual = defaultAbinitSettings;
  const whole = (flags: string, what: string): Option => new Option(flags, what).argParser(parsePositiveInteger);
  const command = createCommand('abinit', 'Find maps from particles alone, without a first map; the hand is arbitrary.')
    .argument('<particles>', 'their table: .star or .cs')
    .requiredOption('--mask-diameter <A>', 'diameter of the ball that holds the particle', parsePositive)
    .addOption(whole('--classes <K>', 'number of maps').default(usual.classes))
    .option('--sym <group>', 'symmetry, imposed from the first step on: Cn, Dn, T, O or I', usual.symmetry)
    .option('--out <dir>', 'folder for maps and particles (.star, .cs)', '.')
    .addOption(
      new Option('--max-res <A>', 'finest resolution of the maps')
        .argParser(parsePositive)
        .default(usual.maxResolutionA),
    )
    .option('--max-shift <A>', 'farthest a particle lies from the middle of its box (default: box / 16)', parseNumber)
    .addOption(whole('--iterations <n>', 'steps on mini-batches').default(usual.steps))
    .addOption(whole('--batch <n>', 'particles of a mini-batch for each map').default(usual.batch))
    .addOption(new Option('--seed <n>', 'same seed, same maps').argParser(parseInteger).default(usual.seed))
    .addOption(
      new Option('--cache <MB>', 'memory for particles; others are read again')
        .argParser((text: string) => Math.max(0, parseInteger(text)))
        .default(usual.cacheBytes / 2 ** 20),
    );
  return addParticleOptions(command).action((particles: string, options: Options) =>
    runCommand(options, (run) => find(particles, options, run)),
  );
}

async function find(path: string, options: Options, run: Run): Promise<void> {
  const started = performance.now();
  const params = {
    num_classes: options.classes,
    symmetry: options.sym,
    mask_diameter_A: options.maskDiameter,
    max_res_A: options.maxRes,
    max_shift_A: options.maxShift ?? null,
    iterations: options.iterations,
    batch_per_class: options.batch,
    seed: options.seed,
    cache_MB: options.cache,
  };
  const context = await createStageContext(run, options.out);
  const result = await runAbinit(particleInput(path, options), params, context);
  run.print({ ...result, seconds: (performance.now() - started) / 1000 }, describe(result));
}

function describe({ classes }: AbinitResult): string {
  return classes
    .map(({ map, num_particles, resolution_A }) => {
      const resolution = resolution_A === null ? 'too few to improve' : `${resolution_A.toFixed(1)} Å between halves`;
      return `${map}: ${num_particles} particles, ${resolution}`;
    })
    .join('\n');
}
