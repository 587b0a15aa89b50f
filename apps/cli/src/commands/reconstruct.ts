import { runReconstruct } from '@vitreous/stages';
import type { Command } from 'commander';
import { createCommand, createStageContext, runCommand, type Run } from '../command.js';
import { mapOptions } from '../map-options.js';
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
  const { out, maskDiameter, sym, seed } = mapOptions;
  const command = createCommand('reconstruct', 'Make a map of particles whose poses are known, with its resolution.')
    .argument('<particles>', 'their table: .star or .cs, with poses')
    .addOption(maskDiameter('ball'))
    .addOption(sym('C1'))
    .addOption(out('maps, mask and curves'))
    .addOption(seed(1, 'of the random phases of the correction'));
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
