import { UserError } from '@vitreous/errors';
import {
  createStandardDataset,
  fieldsOf,
  findIds,
  findNumbers,
  findTexts,
  joinDatasets,
  renameColumns,
  takeRows,
  type Dataset,
} from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import type { particleSets } from './definition.js';
import { splitRows } from './split.js';

type Params = ParamsOf<typeof particleSets>;

/** Columns that name an item's file, the first that both sets have. */
const pathFields = ['blob/path', 'micrograph_blob/path', 'movie_blob/path', 'location/micrograph_path'];

export const runExposureSets = (params: Params, context: RunContext): Promise<void> =>
  run('exposures', params, context);
export const runParticleSets = (params: Params, context: RunContext): Promise<void> =>
  run('particles', params, context);

async function run(name: string, params: Params, context: RunContext): Promise<void> {
  const [a, b] = [await context.readInput(`${name}_A`), await context.readInput(`${name}_B`)];
  const save = async (output: string, from: Dataset, rows: readonly number[]): Promise<void> => {
    const uids = findIds(from, 'uid');
    await context.saveOutput(
      output,
      createStandardDataset(rows.length, { uid: BigUint64Array.from(rows, (row) => uids?.[row] ?? 0n) }),
    );
    await context.log(`${output}: ${rows.length} ${name}`);
  };
  if (params.set_operation === 'split') {
    const { batches, rest } = splitRows(a.length, {
      batches: params.set_split_num,
      size: params.set_split_size,
      seed: params.set_split_random ? params.random_seed : null,
    });
    for (const [batch, rows] of batches.entries()) await save(`split_${batch}`, a, rows);
    await save('remainder', a, rest);
    return;
  }
  if (b.columns.size === 0) throw new UserError(`To compare sets, connect ${name}_B too.`);
  const [keysOfA, keysOfB] = keysOf(a, b, params.set_intersection_field);
  const [inA, inB] = [new Set(keysOfA), new Set(keysOfB)];
  const rowsWhere = (keys: readonly string[], holds: (key: string) => boolean): number[] =>
    keys.flatMap((key, row) => (holds(key) ? [row] : []));
  if (params.set_operation === 'union') {
    const more = takeRows(
      b,
      rowsWhere(keysOfB, (key) => !inA.has(key)),
    );
    const union = joinShared(a, more);
    await context.saveOutput('union', union);
    await context.log(`union: ${union.length} ${name}`);
    return;
  }
  await save(
    'intersect',
    a,
    rowsWhere(keysOfA, (key) => inB.has(key)),
  );
  await save(
    'intersect_B',
    b,
    rowsWhere(keysOfB, (key) => inA.has(key)),
  );
  await save(
    'A_minus_B',
    a,
    rowsWhere(keysOfA, (key) => !inB.has(key)),
  );
  await save(
    'B_minus_A',
    b,
    rowsWhere(keysOfB, (key) => !inA.has(key)),
  );
}

/** What tells each item of two sets apart. @throws UserError when the sets name no files in one column. */
function keysOf(a: Dataset, b: Dataset, field: Params['set_intersection_field']): [string[], string[]] {
  if (field === 'uid') {
    const uids = (dataset: Dataset): string[] => Array.from(findIds(dataset, 'uid') ?? [], String);
    return [uids(a), uids(b)];
  }
  const shared = pathFields.find((name) => a.columns.has(name) && b.columns.has(name));
  if (shared === undefined) {
    throw new UserError(`The sets cannot be compared by path: both need one of ${pathFields.join(', ')}.`);
  }
  const keys = (dataset: Dataset): string[] => {
    // Particles share their stack: the image in it tells them apart.
    const indices = shared === 'blob/path' ? findNumbers(dataset, 'blob/idx') : null;
    return (findTexts(dataset, shared) ?? []).map((path, row) => `${indices?.[row] ?? 0}@${path}`);
  };
  return [keys(a), keys(b)];
}

/** One set's rows after the other's, with the columns that both have. */
function joinShared(a: Dataset, b: Dataset): Dataset {
  const shared = new Set(fieldsOf(a).flatMap(({ name }) => (b.columns.has(name) ? [name] : [])));
  const [first, second] = [a, b].map((part) => renameColumns(part, (name) => (shared.has(name) ? name : null)));
  return joinDatasets([first, second].filter((part) => part !== undefined));
}
