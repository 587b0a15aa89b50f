import { join } from 'node:path';
import { formatRows, type Row } from '../row.js';
import { findRelion } from '../relion.js';
import { benchAbinit } from './bench-abinit.js';
import { benchReconstruction } from './bench-reconstruction.js';
import { benchRefinement } from './bench-refinement.js';
import { simulate } from './simulated-maps.js';

const [threads, rounds] = [2, 2];

/** Measures maps from particles, beside RELION; answers the section of docs/benchmarks.md. */
export async function benchMaps(work: string): Promise<string> {
  const relion = findRelion() !== null;
  // RELION's searches for poses take ten minutes and more each.
  const slow = relion && process.env.BENCH_RELION_3D === '1';
  const symmetry = 'D7';
  const barrel = await simulate(join(work, symmetry), ['--count', '1500', '--seed', '11']);
  const rows: Row[] = [];
  const note = (row: Row): void => {
    rows.push(row);
    process.stderr.write(`${row.step}: ${row.quality}, ${row.cpuS.toFixed(1)} CPU s\n`);
  };
  note(await benchReconstruction(barrel, symmetry, { relion, threads, rounds }));
  note(await benchRefinement(barrel, symmetry, { relion: slow, threads, rounds }));
  const kind = ['--box', '64', '--psize', '3.9', '--snr', '0.14', '--sym', 'C1', '--mass', '700', '--seed', '12'];
  const odd = await simulate(join(work, 'C1'), ['--count', '1500', ...kind]);
  note(await benchAbinit(odd, { relion: slow, threads, seeds: 10 }));
  return `Also alone: \`make bench-maps\`. Correlation with the true map, not seen through any mask (of ab-initio maps up to pose and hand).
RELION's searches for poses only with BENCH_RELION_3D=1 in the environment: each until its map is as good as the bar wants (that of
ab-initio at most until it has taken 50 times the CPU of ours).

${formatRows(rows)}
`;
}
