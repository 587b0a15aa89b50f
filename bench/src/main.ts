/**
 * Measures Vitreous beside RELION on the same simulated work and writes docs/benchmarks.md.
 *
 *   make bench
 */
import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';
import { benchMotion } from './bench-motion.js';
import { findRelion } from './relion.js';
import { formatRows, type Row } from './row.js';
import { readTruth, type Truth } from './truth.js';
import { runVitreous } from './vitreous.js';

const root = join(import.meta.dirname, '../..');
const work = join(root, 'bench-work');
const [threads, rounds, seed] = [2, 3, 7];

interface Work {
  readonly name: string;
  readonly args: readonly string[];
  readonly bar: string;
}

/** The movies of docs/benchmarks.md: 1.2 Å pixels, 1.2 e/Å² a frame, LZW. */
const movies: readonly Work[] = [
  {
    name: 'medium',
    args: ['--size', '2048', '--frames', '24', '--dose', '28.8'],
    bar: '0.20 px, not above RELION; a fifth of the CPU',
  },
  {
    name: 'large',
    args: ['--size', '4096', '--frames', '40', '--dose', '48'],
    bar: '0.15 px, not above RELION; a fifth of the CPU, 1.5 GB',
  },
];

async function simulate({ name, args }: Work): Promise<Truth> {
  const folder = join(work, name);
  await mkdir(work, { recursive: true });
  await runVitreous(['simulate', 'movies', folder, '--format', 'tiff', '--psize', '1.2', '--seed', `${seed}`, ...args]);
  return readTruth(join(folder, 'truth.json'));
}

const relion = findRelion();
const rows: Row[] = [];
for (const movie of movies) {
  process.stderr.write(`${movie.name} movie\n`);
  const truth = await simulate(movie);
  const options = { work: join(work, `${movie.name}-out`), relion: relion !== null, threads, rounds };
  const { row } = await benchMotion(truth, movie.bar, options);
  rows.push(row);
}

const page = `# Benchmarks

Written by \`make bench\`: both programs in turn, ${rounds} rounds each, ${threads} threads, medians; CPU is user plus
system seconds of the whole process, memory its peak. Data are simulated (\`./vitreous simulate\`, seed ${seed}), so that
errors are known. Simulated data are easier than real ones.

- processor: ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores
- RELION: ${relion ?? 'not installed'} (Debian's build, SSE2; RELION 5 built for the machine needs about as much CPU for motion)

${formatRows(rows)}
`;
await writeAtomically(join(root, 'docs/benchmarks.md'), async (file) => {
  await file.writeFile(page);
});
process.stdout.write(page);
