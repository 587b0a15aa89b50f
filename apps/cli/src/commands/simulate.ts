import { Command } from 'commander';
import { createSimulateMovies } from './simulate-movies.js';
import { createSimulateParticles } from './simulate-particles.js';

/** `vitreous simulate`: data whose truth is known. */
export function createSimulate(): Command {
  return new Command('simulate')
    .description('Make movies or particles whose truth is known.')
    .addCommand(createSimulateMovies())
    .addCommand(createSimulateParticles());
}
