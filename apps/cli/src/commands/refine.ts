import { defaultRefineSettings } from '@vitreous/algorithms';
import { runRefine } from '@vitreous/stages';
import { Option, type Command } from 'commander';
import { createCommand, createStageContext, parsePositive, runCommand, type Run } from '../command.js';
import { mapOptions } from '../map-options.js';
import { addParticleOptions, particleInput, type ParticleOptions } from '../particle-options.js';

interface Options extends ParticleOptions {
  readonly threads: number;
  readonly json: boolean;
  readonly map: string;
  readonly sym: string;
  readonly maskDiameter: number;
  readonly initialRes: number;
  readonly maxShift?: number;
  readonly iterations: number;
  readonly scale: boolean;
  readonly out: string;
  readonly seed: number;
  readonly cache: number;
}

/** `vitreous refine`: poses and a map, from a first map. */
export function createRefine(): Command {
  const usual = defaultRefineSettings;
  const { out, maskDiameter, sym, maxShift, whole, seed, cache } = mapOptions;
  const command = createCommand(
    'refine',
    'Refine the poses of particles against a map; two halves stay apart throughout. An interrupted run goes on when run again.',
  )
    .argument('<particles>', 'their table: .star or .cs')
    .requiredOption('--map <mrc>', "the first map, of the particles' box and pixel size")
    .addOption(maskDiameter('ball'))
    .addOption(sym(usual.symmetry))
    .addOption(out('particles (.star, .cs), maps, mask and curves'))
    .addOption(
      new Option('--initial-res <A>', 'the first map is filtered to it')
        .argParser(parsePositive)
        .default(usual.initialResolutionA),
    )
    .addOption(maxShift())
    .addOption(whole('--iterations <n>', 'at most so many', usual.maxIterations))
    .option('--scale', "find the strength of each particle's signal", false)
    .addOption(seed(usual.seed, 'same seed, same map'))
    .addOption(cache(usual.cacheBytes));
  return addParticleOptions(command).action((particles: string, options: Options) =>
    runCommand(options, (run) => refineParticles(particles, options, run)),
  );
}

async function refineParticles(path: string, options: Options, run: Run): Promise<void> {
  const started = performance.now();
  const params = {
    symmetry: options.sym,
    mask_diameter_A: options.maskDiameter,
    initial_res_A: options.initialRes,
    max_shift_A: options.maxShift ?? null,
    max_iterations: options.iterations,
    per_particle_scale: options.scale,
    seed: options.seed,
    cache_MB: options.cache,
  };
  const context = await createStageContext(run, options.out);
  const result = await runRefine(particleInput(path, options), options.map, params, context);
  const end = result.converged ? 'converged' : 'stopped';
  run.print(
    { ...result, seconds: (performance.now() - started) / 1000 },
    `${end} after ${result.iterations.length} iterations at ${result.resolution_A.toFixed(2)} Å: ${result.map}, ${result.particles_star}; ${result.fsc_plot} and ${result.picture} show it.`,
  );
}
