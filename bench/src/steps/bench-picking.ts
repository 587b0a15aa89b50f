import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readCoordinates, type Coordinate } from './coordinates.js';
import { measure, measurePair, type Cost } from '../measure.js';
import { opticsStar } from '../relion.js';
import { costsOf, type Row } from '../row.js';
import { scorePicks, type MovieTruth } from './truth.js';
import { runVitreous } from '../vitreous.js';

/** Thresholds of RELION's picker tried for its best. */
const thresholds = [-0.5, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export interface PickingWork {
  readonly name: string;
  /** MRC. */
  readonly micrograph: string;
  readonly pixelSizeA: number;
  /** Least and greatest diameter looked for, Å. */
  readonly diametersA: readonly [number, number];
  /** Null where nobody knows. */
  readonly truth: MovieTruth | null;
  readonly bar: string;
}

/** Blobs by `./vitreous pick` and by RELION's Laplacian of Gaussian, at their defaults and at their best thresholds. */
export async function benchPicking(
  { name, micrograph, pixelSizeA, diametersA, truth, bar }: PickingWork,
  { work, relion, threads, rounds }: { work: string; relion: boolean; threads: number; rounds: number },
): Promise<Row> {
  await mkdir(work, { recursive: true });
  const sizes = ['--diameter-min', `${diametersA[0]}`, '--diameter-max', `${diametersA[1]}`];
  const pick = async (more: readonly string[]): Promise<{ cost: Cost; picks: Coordinate[] }> => {
    const common = ['--psize', `${pixelSizeA}`, '--out', work, '--threads', `${threads}`];
    const { cost, result } = await runVitreous(['pick', micrograph, ...sizes, ...common, ...more]);
    return { cost, picks: await readCoordinates((result as { readonly picks_star: string }).picks_star) };
  };
  const folder = dirname(micrograph);
  await writeFile(
    join(folder, 'pick.star'),
    opticsStar('micrographs', 'rlnMicrographName', [basename(micrograph)], pixelSizeA),
  );
  const pickTheirs = async (threshold: number): Promise<{ cost: Cost; picks: Coordinate[] }> => {
    const out = join(work, 'log');
    const found = `--LoG --LoG_diam_min ${diametersA[0]} --LoG_diam_max ${diametersA[1]}`;
    const common = `--i pick.star --odir ${out}/ --pickname log ${found} --shrink 0 --lowpass 20`;
    const args = [...common.split(' '), '--LoG_adjust_threshold', `${threshold}`];
    const cost = await measure('relion_autopick', args, { cwd: folder });
    return { cost, picks: await readCoordinates(join(out, `${basename(micrograph, '.mrc')}_log.star`)) };
  };
  const costs = await measurePair(
    rounds,
    async () => (await pick([])).cost,
    relion ? async () => (await pickTheirs(0)).cost : null,
  );
  const every = (await pick(['--min-score', '0.1'])).picks;
  const ours = every.map(({ score }) => every.filter((other) => other.score >= score));
  const theirs: Coordinate[][] = [];
  for (const threshold of relion ? thresholds : []) theirs.push((await pickTheirs(threshold)).picks);
  return {
    step: 'picking',
    work: `${name}, blobs of ${diametersA[0]} to ${diametersA[1]} Å`,
    quality: describe((await pick([])).picks, ours, truth, pixelSizeA),
    theirQuality: relion ? describe((await pickTheirs(0)).picks, theirs, truth, pixelSizeA) : '–',
    ...costsOf(costs.ours, costs.theirs),
    bar,
  };
}

/** F1 within half a diameter of `picks`, and the best of `others`. */
function describe(
  picks: readonly Coordinate[],
  others: readonly (readonly Coordinate[])[],
  truth: MovieTruth | null,
  pixelSizeA: number,
): string {
  if (truth === null) return `${picks.length} picks`;
  const score = (chosen: readonly Coordinate[]): number =>
    scorePicks(
      chosen.map(({ x, y }) => [x, y]),
      truth,
      truth.particle_diameter_A / pixelSizeA / 2,
    ).f1;
  return `F1 ${score(picks).toFixed(3)}, best ${Math.max(...others.map(score)).toFixed(3)}`;
}
