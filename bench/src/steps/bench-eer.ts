import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readTiffMovie } from '@vitreous/formats';
import { measure, measurePair, type Cost } from '../measure.js';
import { costsOf, type Row } from '../row.js';
import { runVitreous } from '../vitreous.js';

/** An EER movie rendered into a TIFF by both programs: are the pixels the same? */
export async function benchEer(
  movie: string,
  { rawFrames, fractions }: { rawFrames: number; fractions: number },
  { work, relion, threads, rounds }: { work: string; relion: boolean; threads: number; rounds: number },
): Promise<Row> {
  const ours = join(work, 'ours.tif');
  const theirOut = join(work, 'relion');
  const theirs = join(theirOut, `${basename(movie, '.eer')}.tif`);
  const sampling = ['--eer-upsampling', '1', '--eer-fractions', `${fractions}`, '--compression', 'none'];
  const costs = await measurePair(
    rounds,
    async () => (await runVitreous(['convert', movie, ours, ...sampling, '--threads', `${threads}`])).cost,
    relion
      ? async (): Promise<Cost> => {
          await rm(theirOut, { recursive: true, force: true });
          const sizes = `--eer_grouping ${rawFrames / fractions} --eer_upsampling 1 --compression none`;
          const args = `--i ${basename(movie)} --o ${theirOut}/ ${sizes}`;
          return measure('relion_convert_to_tiff', args.split(' '), { cwd: dirname(movie) });
        }
      : null,
  );
  const differing = relion ? await countDifferences(ours, theirs) : null;
  return {
    step: 'EER',
    work: `4096 x 4096, ${rawFrames} raw frames into a TIFF of ${fractions}`,
    quality: differing === null ? '–' : `${differing} pixels differ from RELION's`,
    theirQuality: '–',
    ...costsOf(costs.ours, costs.theirs),
    bar: 'the same pixels',
  };
}

async function countDifferences(one: string, other: string): Promise<number> {
  const [a, b] = [await readTiffMovie(one, {}), await readTiffMovie(other, {})];
  let count = 0;
  for (let frame = 0; frame < a.frames; frame++) {
    const [x, y] = [await a.handle.frame(frame), await b.handle.frame(frame)];
    for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) count++;
  }
  await a.release();
  await b.release();
  return count;
}
