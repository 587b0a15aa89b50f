import { findIds, findNumbers, type Dataset } from '@vitreous/formats';

/** Picks by their micrographs. */
export interface PickList {
  readonly length: number;
  /** Rows of the dataset that are of a micrograph. */
  rowsOf(micrograph: bigint): readonly number[];
  /** One pick as it is drawn: place as fractions of width and height, scores where there are any. */
  readonly view: (row: number) => PickView;
}

export interface PickView {
  readonly uid: string;
  readonly center_x_frac: number;
  readonly center_y_frac: number;
  readonly ncc_score: number | null;
  readonly power: number | null;
}

/** Picks grouped by `location/micrograph_uid`. */
export function listPicks(picks: Dataset): PickList {
  const uids = findIds(picks, 'uid');
  const rows = new Map<bigint, number[]>();
  findIds(picks, 'location/micrograph_uid')?.forEach((micrograph, row) => {
    const known = rows.get(micrograph);
    if (known === undefined) rows.set(micrograph, [row]);
    else known.push(row);
  });
  const [x, y, score, power] = [
    'location/center_x_frac',
    'location/center_y_frac',
    'pick_stats/ncc_score',
    'pick_stats/power',
  ].map((name) => findNumbers(picks, name));
  return {
    length: picks.length,
    rowsOf: (micrograph) => rows.get(micrograph) ?? [],
    view: (row) => ({
      uid: (uids?.[row] ?? 0n).toString(),
      center_x_frac: x?.[row] ?? 0,
      center_y_frac: y?.[row] ?? 0,
      ncc_score: score?.[row] ?? null,
      power: power?.[row] ?? null,
    }),
  };
}
