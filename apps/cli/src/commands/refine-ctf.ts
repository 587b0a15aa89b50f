import { defaultRefineSettings } from '@vitreous/algorithms';
import { runRefineCtf, type RefineCtfResult } from '@vitreous/stages';
import { Option, type Command } from 'commander';
import { createCommand, createStageContext, parsePositive, runCommand, type Run } from '../command.js';
import { mapOptions } from '../map-options.js';
import { addParticleOptions, particleInput, type ParticleOptions } from '../particle-options.js';

interface Options extends ParticleOptions {
  readonly threads: number;
  readonly json: boolean;
  readonly halfA: string;
  readonly halfB: string;
  readonly maskDiameter: number;
  readonly aberrations: boolean;
  readonly defocus: boolean;
  readonly defocusRange: number;
  readonly minRes: number;
  readonly rounds: number;
  readonly sym: string;
  readonly out: string;
  readonly cache: number;
}

/** `vitreous refine-ctf`: aberrations of exposure groups and defocus of particles, from a refined map. */
export function createRefineCtf(): Command {
  const { out, maskDiameter, cache, sym, whole } = mapOptions;
  const command = createCommand(
    'refine-ctf',
    'Find the aberrations of exposure groups and the defocus of particles against the half maps of a refinement.',
  )
    .argument('<particles>', 'their table: .star or .cs, with the poses that made the maps')
    .requiredOption('--half-a <mrc>', 'the map of the first half')
    .requiredOption('--half-b <mrc>', 'the map of the second half')
    .addOption(maskDiameter('ball'))
    .option('--aberrations', 'beam tilt, trefoil, tetrafoil and spherical aberration of each exposure group', false)
    .option('--defocus', 'the defocus of each particle', false)
    .addOption(new Option('--defocus-range <A>', 'how far a defocus may be off').argParser(parsePositive).default(2000))
    .addOption(new Option('--min-res <A>', 'nothing coarser is compared').argParser(parsePositive).default(20))
    .addOption(whole('--rounds <n>', 'times; half maps are made again in between', 1))
    .addOption(sym('C1', 'symmetry of the half maps made in between'))
    .addOption(out('particles (.star, .cs)'))
    .addOption(cache(defaultRefineSettings.cacheBytes));
  return addParticleOptions(command).action((particles: string, options: Options) =>
    runCommand(options, (run) => refineCtf(particles, options, run)),
  );
}

async function refineCtf(path: string, options: Options, run: Run): Promise<void> {
  const params = {
    mask_diameter_A: options.maskDiameter,
    refine_aberrations: options.aberrations,
    refine_defocus: options.defocus,
    defocus_range_A: options.defocusRange,
    min_res_A: options.minRes,
    rounds: options.rounds,
    symmetry: options.sym,
    cache_MB: options.cache,
  };
  const context = await createStageContext(run, options.out);
  const maps = [options.halfA, options.halfB] as const;
  const result = await runRefineCtf(particleInput(path, options), maps, params, context);
  run.print(result, describe(result));
}

function describe({ groups, defocus_change_A, particles_star, particles_cs }: RefineCtfResult): string {
  const lines = groups.map(({ sentence }) => sentence);
  if (defocus_change_A !== null)
    lines.push(`Defocus of particles changed by ${defocus_change_A.toFixed(0)} Å (deviation).`);
  return [...lines, `${particles_star}, ${particles_cs}`].join('\n');
}
