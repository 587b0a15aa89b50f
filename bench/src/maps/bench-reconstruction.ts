import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { measure, measurePair, type Cost } from '../measure.js';
import { costsOf, type Row } from '../row.js';
import { runVitreous } from '../vitreous.js';
import { describeAgreement, maskDiameterA, type SimulatedParticles } from './simulated-maps.js';

/** Both half maps of particles whose poses are known (and ours of all, with its curves). */
export async function benchReconstruction(
  simulated: SimulatedParticles,
  symmetry: string,
  given: { relion: boolean; threads: number; rounds: number },
): Promise<Row> {
  const out = join(simulated.folder, 'reconstruct');
  await mkdir(out, { recursive: true });
  const ours = async (): Promise<Cost> => {
    const how = ['--sym', symmetry, '--mask-diameter', `${maskDiameterA}`, '--threads', `${given.threads}`];
    return (await runVitreous(['reconstruct', simulated.particles, ...how, '--out', out])).cost;
  };
  const theirHalf = (half: number): string => join(out, `relion_half${half}.mrc`);
  const theirs = async (): Promise<Cost> => {
    const run = (half: number): Promise<Cost> =>
      measure(
        'relion_reconstruct',
        `--i particles.star --o ${theirHalf(half)} --ctf --sym ${symmetry} --subset ${half}`.split(' '),
        { cwd: simulated.folder },
      );
    const [one, other] = [await run(1), await run(2)];
    return {
      ...one,
      wallS: one.wallS + other.wallS,
      cpuS: one.cpuS + other.cpuS,
      userS: one.userS + other.userS,
      peakMemoryMb: Math.max(one.peakMemoryMb, other.peakMemoryMb),
    };
  };
  const costs = await measurePair(given.rounds, ours, given.relion ? theirs : null);
  const halves = ['A', 'B'].map((half) => join(out, `map_half_${half}.mrc`));
  return {
    step: 'reconstruction',
    work: `two halves of 1500 particles, box ${simulated.boxPx}, ${symmetry}`,
    quality: await describeAgreement(simulated, halves),
    theirQuality: given.relion ? await describeAgreement(simulated, [1, 2].map(theirHalf)) : '–',
    ...costsOf(costs.ours, costs.theirs),
    bar: '',
  };
}
