import { runClass2d, usualClass2dParams, type Class2dResult } from '@vitreous/stages';
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
import { formatTable } from '../text-table.js';

interface Options extends ParticleOptions {
  readonly threads: number;
  readonly json: boolean;
  readonly classes: number;
  readonly maskDiameter: number;
  readonly out: string;
  readonly maxRes: number;
  readonly maxShift?: number;
  readonly alignRes?: number;
  readonly alignFrom?: number;
  readonly maskOuter?: number;
  readonly recentre: boolean;
  readonly minDistance?: number;
  readonly checkpoint: number;
  readonly seed: number;
  readonly iterations: number;
  readonly fullIterations: number;
  readonly batchPerClass: number;
  readonly cache: number;
  readonly uncertainty: number;
}

/** `vitreous class2d`: particles sorted into class averages. */
export function createClass2d(): Command {
  const usual = usualClass2dParams;
  const whole = (flags: string, what: string): Option => new Option(flags, what).argParser(parsePositiveInteger);
  const notNegative = (text: string): number => Math.max(0, parseInteger(text));
  const command = createCommand(
    'class2d',
    'Sort particles into classes of like views; an interrupted run goes on when run again.',
  )
    .argument('<particles>', 'their table: .star or .cs')
    .addOption(whole('--classes <K>', 'number of classes').default(50))
    .requiredOption('--mask-diameter <A>', 'diameter of the disc that holds the particle', parsePositive)
    .option('--out <dir>', 'folder for particles (.star, .cs), classes (.mrcs, .cs) and their picture', '.')
    .addOption(
      new Option('--max-res <A>', 'finest resolution of averages')
        .argParser(parsePositive)
        .default(usual.class2D_max_res),
    )
    .option('--align-res <A>', 'finest resolution at which particles are compared (default: the same)', parsePositive)
    .option('--align-from <A>', 'coarsest resolution at which they are compared (default: all)', parsePositive)
    .option('--mask-outer <A>', 'diameter at which the mask ends (default: 5 pixels farther out)', parsePositive)
    .option('--no-recentre', 'leave classes that lie off the middle of their box there')
    .option(
      '--min-distance <A>',
      'of aligned particles that lie closer, the best is kept (default: all)',
      parsePositive,
    )
    .option('--max-shift <A>', 'farthest a particle lies from the middle of its box (default: box / 16)', parseNumber)
    .addOption(new Option('--seed <n>', 'same seed, same classes').argParser(parseInteger).default(usual.random_seed))
    .addOption(
      new Option('--iterations <n>', 'steps on mini-batches')
        .argParser(notNegative)
        .default(usual.class2D_num_full_iter_batch),
    )
    .addOption(
      whole('--full-iterations <n>', 'passes over all particles at the end').default(usual.class2D_num_full_iter),
    )
    .addOption(
      whole('--batch-per-class <n>', 'particles of a mini-batch for each class').default(
        usual.class2D_num_full_iter_batchsize_per_class,
      ),
    )
    .addOption(
      new Option('--uncertainty <times>', 'first steps are so many times less sure than the noise allows')
        .argParser(parsePositive)
        .default(usual.class2D_sigma_init_factor),
    )
    .addOption(
      new Option('--checkpoint <s>', 'seconds between copies of the state, from which an interrupted run goes on')
        .argParser(notNegative)
        .default(30),
    )
    .addOption(
      new Option('--cache <MB>', 'memory for particles; others are read again')
        .argParser(notNegative)
        .default(usual.cache_MB),
    );
  return addParticleOptions(command).action((particles: string, options: Options) =>
    runCommand(options, (run) => classify(particles, options, run)),
  );
}

async function classify(path: string, options: Options, run: Run): Promise<void> {
  const started = performance.now();
  const params = {
    ...usualClass2dParams,
    class2D_K: options.classes,
    class2D_max_res: options.maxRes,
    class2D_max_res_align: options.alignRes ?? null,
    class2D_min_res_align: options.alignFrom ?? null,
    class2D_window_inner_A: options.maskDiameter,
    class2D_window_outer_A: options.maskOuter ?? null,
    class2D_max_shift_A: options.maxShift ?? null,
    class2D_recenter: options.recentre,
    random_seed: options.seed,
    class2D_num_full_iter_batch: options.iterations,
    class2D_num_full_iter: options.fullIterations,
    class2D_num_full_iter_batchsize_per_class: options.batchPerClass,
    class2D_sigma_init_factor: options.uncertainty,
    class2D_remove_duplicate_particles: options.minDistance !== undefined,
    class2D_min_dist_A: options.minDistance ?? usualClass2dParams.class2D_min_dist_A,
    cache_MB: options.cache,
  };
  const context = await createStageContext(run, options.out);
  const hooks = { checkpointEveryS: options.checkpoint };
  const result = await runClass2d(particleInput(path, options), params, context, hooks);
  run.print({ ...result, seconds: (performance.now() - started) / 1000 }, describe(result));
}

function describe(result: Class2dResult): string {
  const columns = ['class', 'particles', 'resolution Å', 'certainty', 'spread over'].map((title) => ({
    title,
    align: 'right' as const,
  }));
  const rows = result.classes
    .filter((row) => row.num_particles_total > 0)
    .map((row) => [
      `${row.class_idx + 1}`,
      `${row.num_particles_total}`,
      row.res_A.toFixed(1),
      row.mean_prob.toFixed(2),
      row.class_ess.toFixed(2),
    ]);
  const end = `${result.num_particles} particles in ${result.num_classes_used} classes: ${result.particles_star}, ${result.classes_mrcs}; ${result.gallery} shows them.`;
  return `${formatTable(columns, rows)}\n\n${end}`;
}
