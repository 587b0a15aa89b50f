import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchClass2d, largeStack, smallStack } from './bench-class2d.js';
import { benchCtf } from './bench-ctf.js';
import { benchEer } from './bench-eer.js';
import { benchExtraction } from './bench-extraction.js';
import { benchMotion } from './bench-motion.js';
import { benchPicking } from './bench-picking.js';
import { formatRates, rateEer, rateMrc, rateTiff, type Rate } from './bench-rates.js';
import { movies, simulateMovie, type SimulatedMovie } from './movies.js';
import { findRelion } from '../relion.js';
import { formatRows, type Row } from '../row.js';
import { moviePath } from './truth.js';
import { runVitreous } from '../vitreous.js';

const root = join(import.meta.dirname, '../../..');
const [threads, rounds, seed] = [2, 2, 7];

/** What has been measured so far, and where files go. */
interface Measured {
  readonly work: string;
  /** RELION's version; null without it. */
  readonly relion: string | null;
  readonly rows: Row[];
  readonly rates: Rate[];
}

/** Measures each step from movies to classes beside RELION, and formats; the section of docs/benchmarks.md. */
export async function benchSteps(work: string): Promise<string> {
  const measured: Measured = { work, relion: findRelion(), rows: [], rates: [] };
  for (const movie of movies) await benchMovie(measured, movie);
  await benchElectrons(measured);
  // RELION's classification takes some minutes of the small stack, an hour and more of the large one.
  const relion2d = measured.relion !== null && process.env.BENCH_RELION_2D === '1';
  measured.rows.push(...(await benchClass2d(smallStack, seed, place(measured, 'class2d-small'))));
  measured.rows.push(...(await benchClass2d(largeStack, seed, { ...place(measured, 'class2d'), relion: relion2d })));
  return formatSection(measured, await benchReal(measured));
}

/** Where a step's files go, and how it is measured. */
function place({ work, relion }: Measured, name: string): Place {
  process.stderr.write(`${name}\n`);
  return { work: join(work, name), relion: relion !== null, threads, rounds };
}

interface Place {
  readonly work: string;
  readonly relion: boolean;
  readonly threads: number;
  readonly rounds: number;
}

async function benchMovie(
  measured: Measured,
  { name, args, motionBar, ctfBars, pickBar }: SimulatedMovie,
): Promise<void> {
  const { work, rows, rates } = measured;
  const truth = await simulateMovie(join(work, name), seed, args);
  const movie = truth.movies[0];
  if (movie === undefined) throw new Error(`the ${name} movie has no truth`);
  // A movie that is only there for its picks is corrected once, by us alone.
  const motion = place(measured, `${name}-motion`);
  const { row, micrographs } = await benchMotion(
    truth,
    motionBar ?? '',
    motionBar === null ? { ...motion, relion: false, rounds: 1 } : motion,
  );
  const pixelSizeA = truth.psize_A;
  const size = `${truth.size[1]} x ${truth.size[0]}`;
  if (motionBar !== null) rows.push(row);
  for (const [index, bar] of (ctfBars ?? []).entries()) {
    const micrograph = { path: micrographs.micrograph_non_dw, name: size, pixelSizeA };
    rows.push(await benchCtf(micrograph, movie, { ...place(measured, `${name}-ctf`), classic: index === 0, bar }));
  }
  const diameter = movie.particle_diameter_A;
  const picking = {
    name: `${name}, ${size}, ${movie.particles.length} particles`,
    micrograph: micrographs.micrograph,
    pixelSizeA,
    diametersA: [Math.round(0.6 * diameter), Math.round(diameter)] as const,
    truth: movie,
    bar: pickBar,
  };
  rows.push(await benchPicking(picking, place(measured, `${name}-pick`)));
  if (name !== 'large') return;
  const [height, width] = truth.size;
  const places = movie.particles
    .map(({ x_px, y_px }) => ({ x: Math.round(x_px), y: Math.round(y_px) }))
    .filter(({ x, y }) => Math.min(x, y, width - x, height - y) > 128);
  for (const binPx of [256, 128]) {
    const micrograph = { micrograph: micrographs.micrograph, pixelSizeA };
    rows.push(
      await benchExtraction(micrograph, places, { boxPx: 256, binPx }, place(measured, `${name}-extract-${binPx}`)),
    );
  }
  rates.push(await rateTiff(moviePath(truth, 0), rounds));
  rates.push(...(await rateMrc(micrographs.micrograph, work, rounds)));
}

async function benchElectrons(measured: Measured): Promise<void> {
  const { work, rows, rates } = measured;
  const shape = { rawFrames: 400, fractions: 4 };
  const args = ['--size', '4096', '--frames', '4', '--eer-frames', '100', '--dose', '5', '--perfect-camera'];
  const truth = await simulateMovie(join(work, 'electrons'), seed, ['--format', 'eer', ...args]);
  rows.push(await benchEer(moviePath(truth, 0), shape, place(measured, 'electrons')));
  rates.push(await rateEer(moviePath(truth, 0), shape.fractions, rounds));
}

/** A real micrograph of ribosomes; its defocus is what an independent program found, good to 150 Å. */
async function benchReal(measured: Measured): Promise<string> {
  const { work, rows } = measured;
  const source = join(root, '../shared/data/micrograph_fei_ext_k2_3710x3838_u16.mrc');
  if (!existsSync(source)) return 'No real micrograph was at hand (`../shared/data`), so its rows are missing.';
  const micrograph = join(work, 'real.mrc');
  const pixelSizeA = 0.85378;
  // RELION reads neither the camera's header nor unsigned integers everywhere.
  await runVitreous(['convert', source, micrograph, '--psize', `${pixelSizeA}`, '--mode', '2']);
  const image = { path: micrograph, name: 'real, 3838 x 3710', pixelSizeA };
  const known = { df1_A: 10_590, df2_A: 10_460 };
  for (const classic of [true, false]) {
    rows.push(await benchCtf(image, known, { ...place(measured, 'real-ctf'), classic, bar: 'mean 200 Å' }));
  }
  const picking = { name: 'real ribosomes, about 100', micrograph, pixelSizeA, truth: null, bar: '' };
  rows.push(await benchPicking({ ...picking, diametersA: [250, 300] }, place(measured, 'real-pick')));
  return 'The real micrograph is that of the test data of mrcfile (K2, ribosomes); nobody has marked its particles.';
}

function formatSection({ relion, rows, rates }: Measured, aboutReal: string): string {
  return `Both programs in turn, ${rounds} rounds each, ${threads} threads, medians; CPU is user plus system seconds of the whole process (of ours,
about 0.1 go into starting Node), memory its peak. "Times less" is RELION's CPU seconds over ours. Movies are simulated
(\`./vitreous simulate\`, seed ${seed}), so that errors are known; they are easier than real ones. ${aboutReal}

- RELION: ${relion ?? 'not installed'} (Debian's build, SSE2; RELION 5 built for the machine needs about as much CPU for motion)
- motion: error of the whole displacement field over 9 x 9 points and all frames, as it was applied; in brackets that of
  the polynomial of RELION's motion STAR, the only local field that RELION has
- CTF: RELION fits no CTF itself and Debian has no program that does, so there is nothing beside ours
- picking: F1 within half a diameter at the program's own threshold, and at the best one, known only to who knows the truth;
  RELION's is its Laplacian of Gaussian
- 2D: classes with more than 0.5 % of the particles, median angle of true views to the densest one of their class, resolution of
  averages against the best true projection (mean / best); RELION's of the larger stack only with BENCH_RELION_2D=1 in the environment
- extraction: the least correlation of a particle with the same one out of RELION

${formatRows(rows)}

### Reading and writing

One thread, in a process that has started; files are in the system's cache.

${formatRates(rates)}
`;
}
