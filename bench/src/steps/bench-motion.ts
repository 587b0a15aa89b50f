import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compareWithTracks, readMotionStar, readSplineField } from './motion-field.js';
import { measure, measurePair, type Cost } from '../measure.js';
import { opticsStar } from '../relion.js';
import { costsOf, type Row } from '../row.js';
import { moviePath, trueTracks, type MovieTruth, type Truth } from './truth.js';
import { runVitreous } from '../vitreous.js';

/** What `./vitreous motion --json` prints; only what the bench reads. */
interface MotionResult {
  readonly micrograph: string;
  readonly micrograph_non_dw: string;
  readonly motion_star: string;
  readonly rigid_motion: string;
  readonly spline_motion: string;
}

/** Motion correction of a movie by both programs; the micrograph goes on to the next benches. */
export async function benchMotion(
  truth: Truth,
  bar: string,
  { work, relion, threads, rounds }: { work: string; relion: boolean; threads: number; rounds: number },
): Promise<{ row: Row; micrographs: MotionResult }> {
  const movie = truth.movies[0];
  if (movie === undefined) throw new Error(`${truth.folder}/truth.json lists no movie`);
  const [path, gain, defects] = [
    moviePath(truth, 0),
    join(truth.folder, 'gain.mrc'),
    join(truth.folder, 'defects.txt'),
  ];
  const out = join(work, 'ours');
  const theirOut = join(work, 'relion');
  await mkdir(out, { recursive: true });
  const results: MotionResult[] = [];
  const ours = async (): Promise<Cost> => {
    const run = await runVitreous(
      ['motion', path, '--out', out, '--psize', `${truth.psize_A}`, '--dose', `${truth.total_dose_e_per_A2}`].concat([
        '--gain',
        gain,
        '--defects',
        defects,
        '--threads',
        `${threads}`,
      ]),
    );
    results.push(run.result as MotionResult);
    return run.cost;
  };
  await writeFile(
    join(truth.folder, 'movies.star'),
    opticsStar('movies', 'rlnMicrographMovieName', [basename(path)], truth.psize_A),
  );
  const theirs = async (): Promise<Cost> => {
    await rm(theirOut, { recursive: true, force: true });
    return measure('relion_run_motioncorr', relionArguments(truth, theirOut, threads), { cwd: truth.folder });
  };
  const costs = await measurePair(rounds, ours, relion ? theirs : null);
  const micrographs = results.at(-1);
  if (micrographs === undefined) throw new Error('no round was run');
  const theirStar = join(theirOut, `${basename(path).replace(/\.\w+$/, '')}.star`);
  return {
    micrographs,
    row: {
      step: 'motion',
      work: `${truth.size[1]} x ${truth.size[0]}, ${truth.frames} frames`,
      quality: `${await describeSplines(micrographs, truth, movie)} (${await describeField(micrographs.motion_star, truth, movie)})`,
      theirQuality: relion ? await describeField(theirStar, truth, movie) : '–',
      ...costsOf(costs.ours, costs.theirs),
      bar,
    },
  };
}

async function describeSplines(
  { rigid_motion, spline_motion }: MotionResult,
  truth: Truth,
  movie: MovieTruth,
): Promise<string> {
  const field = await readSplineField(rigid_motion, spline_motion, truth.size);
  return `${compareWithTracks(field, trueTracks(truth, movie)).toFixed(3)} px RMS`;
}

async function describeField(star: string, truth: Truth, movie: MovieTruth): Promise<string> {
  return `${compareWithTracks(await readMotionStar(star), trueTracks(truth, movie)).toFixed(3)} px RMS`;
}

function relionArguments(truth: Truth, out: string, threads: number): string[] {
  const dosePerFrame = truth.total_dose_e_per_A2 / truth.frames;
  const options = {
    i: 'movies.star',
    o: `${out}/`,
    use_own: null,
    patch_x: 5,
    patch_y: 5,
    j: threads,
    dose_weighting: null,
    dose_per_frame: dosePerFrame,
    preexposure: 0,
    voltage: 300,
    angpix: truth.psize_A,
    bin_factor: 1,
    bfactor: 150,
    gainref: 'gain.mrc',
    defect_file: 'defects.txt',
    first_frame_sum: 1,
    last_frame_sum: -1,
  };
  return Object.entries(options).flatMap(([name, value]) =>
    value === null ? [`--${name}`] : [`--${name}`, `${value}`],
  );
}
