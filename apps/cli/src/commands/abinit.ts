import { defaultAbinitSettings } from '@vitreous/algorithms';
import { runAbinit, type AbinitResult } from '@vitreous/stages';
import type { Command } from 'commander';
import { createCommand, createStageContext, runCommand, type Run } from '../command.js';
import { mapOptions } from '../map-options.js';
import { addParticleOptions, particleInput, type ParticleOptions } from '../particle-options.js';

interface Options extends ParticleOptions {
  readonly threads: number;
  readonly json: boolean;
  readonly classes: number;
  readonly sym: string;
  readonly lateSym: boolean;
  readonly maskDiameter: number;
  readonly maxRes: number;
  readonly maxShift?: number;
  readonly starts?: number;
  readonly iterations: number;
  readonly batch: number;
  readonly out: string;
  readonly seed: number;
  readonly cache: number;
}

/** `vitreous abinit`: maps from particles alone. */
export function createAbinit(): Command {
  const usual = defaultAbinitSettings;
  const { out, maskDiameter, sym, maxRes, maxShift, whole, seed, cache } = mapOptions;
  const command = createCommand(
    'abinit',
    'Find maps from particles alone, without a first map; the hand is arbitrary. An interrupted run goes on when run again.',
  )
    .argument('<particles>', 'their table: .star or .cs')
    .addOption(maskDiameter('ball'))
    .addOption(whole('--classes <K>', 'number of maps', usual.classes))
    .addOption(sym(usual.symmetry, 'symmetry, imposed from the first step on'))
    .option('--late-sym', "impose the symmetry late: on maps found without it, turned onto the group's axes", false)
    .addOption(out('maps and particles (.star, .cs)'))
    .addOption(maxRes(usual.maxResolutionA, 'finest resolution of the maps'))
    .addOption(maxShift())
    .addOption(
      whole(
        '--starts <n>',
        'short starts of which the most likely goes on (default: 6 where a symmetry is imposed from the first step on, else 1)',
      ),
    )
    .addOption(whole('--iterations <n>', 'steps on mini-batches', usual.steps))
    .addOption(whole('--batch <n>', 'particles of a mini-batch for each map', usual.batch))
    .addOption(seed(usual.seed, 'same seed, same maps'))
    .addOption(cache(usual.cacheBytes));
  return addParticleOptions(command).action((particles: string, options: Options) =>
    runCommand(options, (run) => find(particles, options, run)),
  );
}

async function find(path: string, options: Options, run: Run): Promise<void> {
  const started = performance.now();
  const params = {
    num_classes: options.classes,
    symmetry: options.sym,
    late_symmetry: options.lateSym,
    mask_diameter_A: options.maskDiameter,
    max_res_A: options.maxRes,
    max_shift_A: options.maxShift ?? null,
    num_starts: options.starts ?? null,
    iterations: options.iterations,
    batch_per_class: options.batch,
    seed: options.seed,
    cache_MB: options.cache,
  };
  const context = await createStageContext(run, options.out);
  const result = await runAbinit(particleInput(path, options), params, context);
  run.print({ ...result, seconds: (performance.now() - started) / 1000 }, describe(result));
}

function describe({ classes, doubts }: AbinitResult): string {
  const lines = classes.map(({ map, num_particles, resolution_A, symmetry_found }) => {
    const resolution = resolution_A === null ? 'too few to improve' : `${resolution_A.toFixed(1)} Å between halves`;
    const axes =
      symmetry_found === null ? '' : `; symmetry explained ${(100 * symmetry_found).toFixed(0)} % of the coarse map`;
    return `${map}: ${num_particles} particles, ${resolution}${axes}`;
  });
  return [...lines, ...doubts].join('\n');
}
