import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readMrc } from '@vitreous/formats';
import { coordinateStar } from './coordinates.js';
import { measure, measurePair, type Cost } from '../measure.js';
import { opticsStar } from '../relion.js';
import { costsOf, type Row } from '../row.js';
import { runVitreous } from '../vitreous.js';

/** Share of the box's half that both take for particle, not background. */
const particleShare = 0.75;

/** The same boxes cut out of the same micrograph by both programs; how alike what they write is. */
export async function benchExtraction(
  { micrograph, pixelSizeA }: { micrograph: string; pixelSizeA: number },
  /** Whole pixels, all boxes within the micrograph. */
  places: readonly { readonly x: number; readonly y: number }[],
  { boxPx, binPx }: { boxPx: number; binPx: number },
  { work, relion, threads, rounds }: { work: string; relion: boolean; threads: number; rounds: number },
): Promise<Row> {
  const [folder, stem] = [dirname(micrograph), basename(micrograph, '.mrc')];
  const [coordinates, theirOut] = [join(work, 'coordinates'), join(work, 'relion')];
  await mkdir(coordinates, { recursive: true });
  const picks = join(coordinates, `${stem}_pick.star`);
  await writeFile(picks, coordinateStar(places));
  await writeFile(
    join(folder, 'extract.star'),
    opticsStar('micrographs', 'rlnMicrographName', [basename(micrograph)], pixelSizeA),
  );
  let written = '';
  const ours = async (): Promise<Cost> => {
    const sizes = ['--box', `${boxPx}`, '--bin', `${binPx}`, '--threads', `${threads}`];
    const run = await runVitreous(['extract', micrograph, '--picks', picks, ...sizes, '--out', work]);
    written = (run.result as { readonly particles_mrcs: string }).particles_mrcs;
    return run.cost;
  };
  const theirs = async (): Promise<Cost> => {
    await rm(theirOut, { recursive: true, force: true });
    await mkdir(theirOut);
    const input = `--i extract.star --coord_dir ${coordinates}/ --coord_suffix _pick.star`;
    const output = `--part_star ${theirOut}/p.star --part_dir ${theirOut}/`;
    const scale = binPx === boxPx ? '' : ` --scale ${binPx}`;
    const norm = `--norm --bg_radius ${(particleShare * binPx) / 2} --white_dust -1 --black_dust -1 --invert_contrast`;
    const args = `${input} ${output} --extract --extract_size ${boxPx}${scale} ${norm}`;
    return measure('relion_preprocess', args.split(' '), { cwd: folder });
  };
  const costs = await measurePair(rounds, ours, relion ? theirs : null);
  const alike = relion ? await compareStacks(written, join(theirOut, `${stem}.mrcs`)) : null;
  return {
    step: 'extraction',
    work: `${places.length} boxes of ${boxPx}${binPx === boxPx ? '' : ` cropped to ${binPx}`}`,
    quality: alike === null ? '–' : `correlation with RELION's ${alike.toFixed(5)}`,
    theirQuality: '–',
    ...costsOf(costs.ours, costs.theirs),
    bar: 'no more CPU than RELION',
  };
}

/** The least correlation coefficient of a particle with its like in the other stack. */
async function compareStacks(one: string, other: string): Promise<number> {
  const [a, b] = [await readMrc(one), await readMrc(other)];
  if (a.data.length !== b.data.length) throw new Error(`${one} and ${other} differ in size`);
  const area = a.height * a.width;
  let least = 1;
  for (let index = 0; index < a.count; index++) {
    const [x, y] = [a, b].map(({ data }) => data.subarray(index * area, (index + 1) * area));
    least = Math.min(least, correlate(x ?? a.data, y ?? b.data));
  }
  return least;
}

function correlate(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? 0) - meanA, (b[i] ?? 0) - meanB];
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return both / Math.sqrt(ofA * ofB);
}
