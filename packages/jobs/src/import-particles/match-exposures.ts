import { basename, extname } from 'node:path';
import { findIds, findNumbers, findTexts, type Dataset } from '@vitreous/formats';

/** An exposure that particles come from. */
export interface SourceExposure {
  readonly uid: bigint;
  /** As the project names it. */
  readonly path: string;
  /** Height and width; null of a movie. */
  readonly shape: readonly [height: number, width: number] | null;
  readonly pixelSizeA: number | null;
}

/** Letters to cut off names (without folder and ending) before they are compared. */
export interface NameCuts {
  readonly source_cut_prefix: number;
  readonly source_cut_suff: number;
  readonly query_cut_prefix: number;
  readonly query_cut_suff: number;
}

/** What finds the exposure that a table's micrograph name means; null where none or several have its name. */
export function matchExposures(exposures: Dataset, cuts: NameCuts): (name: string) => SourceExposure | null {
  const slot = exposures.columns.has('micrograph_blob/path') ? 'micrograph_blob' : 'movie_blob';
  const [uids, paths] = [findIds(exposures, 'uid'), findTexts(exposures, `${slot}/path`) ?? []];
  const shapes = slot === 'micrograph_blob' ? findNumbers(exposures, `${slot}/shape`) : null;
  const sizes = slot === 'micrograph_blob' ? findNumbers(exposures, `${slot}/psize_A`) : null;
  const found = new Map<string, SourceExposure | null>();
  paths.forEach((path, row) => {
    const key = cut(path, cuts.source_cut_prefix, cuts.source_cut_suff);
    const shape = shapes === null ? null : ([shapes[2 * row] ?? NaN, shapes[2 * row + 1] ?? NaN] as const);
    const exposure = { uid: uids?.[row] ?? 0n, path, shape, pixelSizeA: sizes?.[row] ?? null };
    found.set(key, found.has(key) ? null : exposure);
  });
  return (name) => found.get(cut(name, cuts.query_cut_prefix, cuts.query_cut_suff)) ?? null;
}

function cut(path: string, prefix: number, suffix: number): string {
  const stem = basename(path, extname(path));
  return stem.slice(prefix, Math.max(prefix, stem.length - suffix));
}
