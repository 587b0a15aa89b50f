import { runReconstruct } from '@vitreous/stages';
import { Option, type Command } from 'commander';
import { createCommand, createStageContext, parseInteger, parsePositive, runCommand, type Run } from '../command.js';
import { addParticleOptions, particleInput, type ParticleOptions } from '../particle-options.js';

interface Options extends ParticleOptions {
  readonly threads: number;
  readonly json: boolean;
  readonly sym: string;
  readonly maskDiameter: number;
  readonly out: string;
  readonly seed: number;
}

/** `vitreous reconstruct`: a map from particles whose poses are known. */
export function createReconstruct(): Command {
  const command = createCommand('reconstruct', 'Make a map of particles whose poses are known, with its resolution.')
    .argument('<particles>', 'their table: .star or .cs, with poses')
    .option('--sym <group>', 'symmetry: Cn, Dn, T, O or I', 'C1')
    .requiredOption('--mask-diameter <A>', 'diameter of the ball that holds the particle', parsePositive)
    .option('--out <dir>', 'folder for maps, mask and curves', '.')
    .addOption(new Option('--seed <n>', 'of the random phases of the correction').argParser(parseInteger).default(1));
  return addParticleOptions(command).action((particles: string, options: Options) =>
    runCommand(options, (run) => makeMap(particles, options, run)),
  );
}

async function makeMap(path: string, options: Options, run: Run): Promise<void> {
  const params = { symmetry: options.sym, mask_diameter_A: options.maskDiameter, seed: options.seed };
  const context = await createStageContext(run, options.out);
  const result = await runReconstruct(particleInput(path, options), params, context);
  run.print(
    result,
    `${result.num_particles} particles make a map at ${result.resolution_A.toFixed(2)} Å: ${result.map}; ${result.picture} shows it.`,
  );
}
