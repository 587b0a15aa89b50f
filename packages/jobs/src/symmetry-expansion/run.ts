import { symmetryRotations } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { createStandardDataset, findIds, takeRows, withColumns } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { idOf, posesOfRotations, readHalves, readPoses } from '@vitreous/stages';
import type { symmetryExpansion } from './definition.js';

/** Writes each particle under every rotation of a group; copy 0 lies as the particle did. */
export async function run(params: ParamsOf<typeof symmetryExpansion>, context: RunContext): Promise<void> {
  const group = symmetryRotations(params.sym_symmetry);
  const particles = await context.readInput('particles');
  if (particles.columns.has('sym_expand/src_uid')) {
    throw new UserError('These particles are copies already: expand the particles that they were made of.');
  }
  const { rotations } = readPoses(particles, 1, 'The input');
  const order = group.length;
  const rows = Array.from({ length: particles.length * order }, (_, i) => Math.floor(i / order));
  const turned = new Float32Array(9 * rows.length);
  rows.forEach((row, i) => {
    const g = group[i % order] ?? [];
    // Rotation times g: the image shows the map as it would lie turned by g.
    for (let cell = 0; cell < 9; cell++) {
      const [line, column] = [9 * row + 3 * Math.floor(cell / 3), cell % 3];
      turned[9 * i + cell] = [0, 1, 2].reduce(
        (sum, j) => sum + (rotations[line + j] ?? 0) * (g[3 * j + column] ?? 0),
        0,
      );
    }
  });
  const uids = findIds(particles, 'uid') ?? new BigUint64Array(particles.length);
  // Halves that are drawn by id must be drawn before the copies have their own.
  const halves = readHalves(particles);
  const own = createStandardDataset(rows.length, {
    uid: BigUint64Array.from(rows, (row, i) => idOf(`${uids[row]} ${params.sym_symmetry.toUpperCase()} ${i % order}`)),
    'alignments3D/pose': posesOfRotations(turned),
    'alignments3D/split': Uint32Array.from(rows, (row) => halves[row] ?? 0),
    'sym_expand/idx': Uint32Array.from(rows, (_, i) => i % order),
    'sym_expand/src_uid': BigUint64Array.from(rows, (row) => uids[row] ?? 0n),
  });
  await context.saveOutput('particles', withColumns(takeRows(particles, rows), own));
  await context.log(`${particles.length} particles, ${order} copies each (${params.sym_symmetry}): ${rows.length}.`);
}
