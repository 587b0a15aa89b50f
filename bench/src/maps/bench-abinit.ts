import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crossingOf, judgeMap } from '@vitreous/algorithms';
import { readMrcVolume } from '@vitreous/formats';
import { measure, median, type Cost } from '../measure.js';
import { costsOf, type Row } from '../row.js';
import { runVitreous } from '../vitreous.js';
import { latestMaps, maskDiameterA, type SimulatedParticles } from './simulated-maps.js';

const wantedA = 9.3;

/** RELION's is ended when it has taken so many times the CPU of ours without getting there. */
const mostTimes = 50;

/** Maps from particles alone, once for each seed. RELION's, only where it is wanted, once. */
export async function benchAbinit(
  simulated: SimulatedParticles,
  given: { relion: boolean; threads: number; seeds: number },
): Promise<Row> {
  const { folder, boxPx } = simulated;
  const [out, theirOut] = [join(folder, 'abinit'), join(folder, 'relion-abinit')];
  const costs: Cost[] = [];
  const reached: number[] = [];
  for (let seed = 1; seed <= given.seeds; seed++) {
    const how = ['--mask-diameter', `${maskDiameterA}`, '--seed', `${seed}`, '--threads', `${given.threads}`];
    costs.push((await runVitreous(['abinit', join(folder, 'blind.star'), ...how, '--out', out])).cost);
    reached.push(await resolutionOf(simulated, join(out, 'class_1.mrc'), given.threads));
  }
  const their: Cost[] = [];
  let theirMap: string | undefined;
  let theirA = NaN;
  const mostS = mostTimes * median(costs.map(({ cpuS }) => cpuS));
  const enough = async (cpuS: number): Promise<boolean> => {
    const [latest] = await latestMaps(theirOut, ['']);
    if (latest !== undefined && latest !== theirMap) {
      theirMap = latest;
      theirA = await resolutionOf(simulated, latest, 1);
    }
    return theirA <= wantedA || cpuS > mostS;
  };
  if (given.relion) {
    await rm(theirOut, { recursive: true, force: true });
    await mkdir(theirOut, { recursive: true });
    their.push(await measure('relion_refine', relionArguments(given.threads), { cwd: folder, enough }));
  }
  const good = reached.filter((resolutionA) => resolutionA <= wantedA).length;
  return {
    step: 'ab-initio',
    work: `1500 particles, box ${boxPx}, no symmetry`,
    quality: `0.5 at ${wantedA} Å or better in ${good} of ${given.seeds} seeds: ${reached.map((one) => one.toFixed(1)).join(', ')} Å`,
    theirQuality: given.relion
      ? `0.5 at ${theirA.toFixed(1)} Å after ${Number(/it(\d+)/.exec(theirMap ?? '')?.[1])} of 300 iterations, then ended`
      : '–',
    ...costsOf(costs, their),
    bar: '9.3 Å in 9 of 10 seeds; an eighth of what RELION 5 needs to get there on another machine and specimen: 143 s of two cores, 286 CPU s',
  };
}

/** Where a map agrees with the truth to 0.5, up to its pose and hand. */
async function resolutionOf(
  { truth, boxPx, pixelSizeA }: SimulatedParticles,
  path: string,
  threads: number,
): Promise<number> {
  const { data } = await readMrcVolume(path);
  const radiusPx = maskDiameterA / 2 / pixelSizeA;
  const { fsc } = await judgeMap(data, truth, { boxPx, radiusPx }, { threads });
  return (boxPx * pixelSizeA) / crossingOf([1, ...fsc], 0.5);
}

function relionArguments(threads: number): string[] {
  const steps =
    '--sgd --stochastic_em --sgd_ini_iter 50 --sgd_inbetween_iter 200 --sgd_fin_iter 50 --sgd_write_iter 10';
  const sizes = '--sgd_ini_resol 35 --sgd_fin_resol 8 --sgd_ini_subset 100 --sgd_fin_subset 500 --denovo_3dref';
  const files = '--o relion-abinit/run --i blind.star --dont_combine_weights_via_disc --preread_images --pool 30';
  const model = `--ctf --K 1 --sym C1 --flatten_solvent --zero_mask --particle_diameter ${maskDiameterA} --pad 1`;
  const search = '--oversampling 1 --healpix_order 1 --offset_range 6 --offset_step 2 --random_seed 1';
  return `${steps} ${sizes} ${files} ${model} ${search} --j ${threads}`.split(' ');
}
