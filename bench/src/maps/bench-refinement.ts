import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measure, measurePair, type Cost } from '../measure.js';
import { costsOf, type Row } from '../row.js';
import { runVitreous } from '../vitreous.js';
import { agreementA, describeAgreement, latestMaps, maskDiameterA, type SimulatedParticles } from './simulated-maps.js';

const firstA = 30;
const wantedA = 5.3;

/** Poses and halves from the true map filtered to 30 Å. RELION's, only where it is wanted, runs once and until it gets there. */
export async function benchRefinement(
  simulated: SimulatedParticles,
  symmetry: string,
  given: { relion: boolean; threads: number; rounds: number },
): Promise<Row> {
  const { folder } = simulated;
  const [out, theirOut] = [join(folder, 'refine'), join(folder, 'relion-refine')];
  let reached = '';
  const ours = async (): Promise<Cost> => {
    const how = ['--sym', symmetry, '--mask-diameter', `${maskDiameterA}`, '--initial-res', `${firstA}`];
    const run = await runVitreous([
      ...['refine', join(folder, 'blind.star'), '--map', join(folder, 'map.mrc'), ...how],
      ...['--threads', `${given.threads}`, '--out', out],
    ]);
    const { resolution_A, iterations } = run.result as RefineOutput;
    reached = `${resolution_A.toFixed(2)} Å by itself after ${iterations.length} iterations`;
    return run.cost;
  };
  let theirMaps: string[] = [];
  const enough = async (): Promise<boolean> => {
    const latest = await latestMaps(theirOut, ['half1_', 'half2_']);
    if (latest.length === 0 || latest[0] === theirMaps[0]) return false;
    theirMaps = latest;
    return (await agreementA(simulated, theirMaps)) <= wantedA;
  };
  const theirs = async (): Promise<Cost> => {
    await rm(theirOut, { recursive: true, force: true });
    await mkdir(theirOut, { recursive: true });
    return measure('mpirun', relionArguments(symmetry), { cwd: folder, enough });
  };
  const costs = await measurePair(given.rounds, ours, null);
  const their = given.relion ? [await theirs()] : [];
  return {
    step: 'refinement',
    work: `1500 particles, box ${simulated.boxPx}, ${symmetry}, from ${firstA} Å`,
    quality: `${await describeAgreement(simulated, [join(out, 'map.mrc')])}; ${reached}`,
    theirQuality: given.relion ? await describeTheirs(simulated, theirMaps) : '–',
    ...costsOf(costs.ours, their),
    bar: '0.5 at 5.3 Å; an eighth of what RELION 5 needs to get there on another machine and specimen: 5.24 Å after 408 s of two processes, 816 CPU s',
  };
}

async function describeTheirs(simulated: SimulatedParticles, maps: readonly string[]): Promise<string> {
  const iteration = /it(\d+)/.exec(maps[0] ?? '')?.[1];
  return `${await describeAgreement(simulated, maps)} after ${Number(iteration)} iterations, then ended`;
}

/** What is read of the object that `vitreous refine --json` prints. */
interface RefineOutput {
  readonly resolution_A: number;
  readonly iterations: readonly unknown[];
}

function relionArguments(symmetry: string): string[] {
  const program = '-n 3 --allow-run-as-root --oversubscribe relion_refine_mpi --o relion-refine/run --auto_refine';
  const files = '--split_random_halves --i blind.star --ref map.mrc --dont_combine_weights_via_disc --preread_images';
  const model = `--firstiter_cc --ini_high ${firstA} --ctf --particle_diameter ${maskDiameterA} --flatten_solvent --zero_mask`;
  const search = '--oversampling 1 --healpix_order 2 --auto_local_healpix_order 4 --offset_range 5 --offset_step 2';
  const rest = `--pool 30 --pad 2 --sym ${symmetry} --low_resol_join_halves 40 --norm --scale --j 1 --random_seed 1`;
  return `${program} ${files} ${model} ${search} --auto_ignore_angles --auto_resol_angles ${rest}`.split(' ');
}
