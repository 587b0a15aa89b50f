import type { ParticleInput } from '@vitreous/stages';
import type { Command } from 'commander';
import { parsePixelSize } from './command.js';

/** Options of every command that takes a table of particles. */
export interface ParticleOptions {
  readonly psize?: number;
  readonly stack?: string;
  readonly ignoreCtf: boolean;
  readonly dark: boolean;
}

export function addParticleOptions(command: Command): Command {
  return command
    .option('--psize <A>', 'pixel size of the particles (default: what the table says)', parsePixelSize)
    .option('--stack <mrcs>', 'where the images are, if not where the table says')
    .option('--ignore-ctf', 'the particles need no correction for the CTF', false)
    .option('--dark', 'protein is dark in the images', false);
}

export function particleInput(path: string, options: ParticleOptions): ParticleInput {
  return {
    path,
    stack: options.stack ?? null,
    pixelSizeA: options.psize ?? null,
    ignoreCtf: options.ignoreCtf,
    dark: options.dark,
  };
}
