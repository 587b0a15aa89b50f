import type { StartingPoses } from '@vitreous/algorithms';
import { findIds, takeRows, type Dataset } from '@vitreous/formats';
import { readPoses, type Posed } from '@vitreous/stages';

/** A few particles alone make no two halves: as many that are known go with them. */
const least = 40;

/** Rows of particles by their ids. */
export function rowsById(table: Dataset): Map<bigint, number> {
  return new Map(Array.from(findIds(table, 'uid') ?? [], (uid, row) => [uid, row]));
}

/** How many particles of a table another knows not, and how many of the other's are not in it. */
export function compareRows(table: Dataset, known: ReadonlyMap<bigint, number>): { fresh: number; gone: number } {
  const own = findIds(table, 'uid') ?? new BigUint64Array(0);
  const same = own.reduce((count, uid) => count + Number(known.has(uid)), 0);
  return { fresh: table.length - same, gone: known.size - same };
}

/** The particles that are to be searched for: those that are not known, and known ones where they are few. */
export function takeUnknown(table: Dataset, known: ReadonlyMap<bigint, number>): Dataset {
  const uids = findIds(table, 'uid') ?? new BigUint64Array(0);
  const rows = Array.from(uids.keys());
  const fresh = rows.filter((row) => !known.has(uids[row] ?? 0n));
  if (fresh.length === 0 || fresh.length >= least) return takeRows(table, fresh);
  const others = rows.filter((row) => known.has(uids[row] ?? 0n)).slice(0, least - fresh.length);
  return takeRows(
    table,
    [...fresh, ...others].sort((a, b) => a - b),
  );
}

/** How each particle of a table lies: as it was known, or as it was found now. */
export function joinPoses(
  table: Dataset,
  known: { readonly table: Dataset; readonly rows: ReadonlyMap<bigint, number> },
  found: { readonly table: Dataset; readonly poses: Pick<Posed, 'rotations' | 'shiftsPx'> } | null,
  pixelSizeA: number,
): StartingPoses {
  const before = readPoses(known.table, pixelSizeA, 'The last map');
  const now = rowsById(found?.table ?? takeRows(table, []));
  const rotations = new Float32Array(9 * table.length);
  const shiftsPx = new Float32Array(2 * table.length);
  (findIds(table, 'uid') ?? new BigUint64Array(0)).forEach((uid, row) => {
    const old = known.rows.get(uid);
    const from = old === undefined ? found?.poses : before;
    const at = old ?? now.get(uid) ?? 0;
    if (from === undefined) return;
    rotations.set(from.rotations.subarray(9 * at, 9 * at + 9), 9 * row);
    shiftsPx.set(from.shiftsPx.subarray(2 * at, 2 * at + 2), 2 * row);
  });
  return { rotations, shiftsPx };
}
