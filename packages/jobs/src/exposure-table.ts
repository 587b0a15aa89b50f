import { isAbsolute, join } from 'node:path';
import { DataError } from '@vitreous/errors';
import { findIds, findNumbers, findTexts, type Dataset } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import type { StageContext } from '@vitreous/stages';

/** One row of a dataset of exposures. */
export interface ExposureRow {
  readonly uid: bigint;
  has(name: string): boolean;
  /** @throws DataError when there is no such column of numbers. */
  number(name: string): number;
  /** Both numbers of a shape: height, width. */
  shape(name: string): [number, number];
  /** @throws DataError when there is no such column of texts. */
  text(name: string): string;
}

/** The row `index` of a dataset. */
export function rowOf(dataset: Dataset, index: number): ExposureRow {
  const missing = (name: string): DataError => new DataError(`The input has no column ${name}.`);
  const values = (name: string): ArrayLike<number> => {
    const found = findNumbers(dataset, name);
    if (found === null) throw missing(name);
    return found;
  };
  return {
    uid: findIds(dataset, 'uid')?.[index] ?? 0n,
    has: (name) => dataset.columns.has(name),
    number: (name) => values(name)[index] ?? NaN,
    shape: (name) => [values(name)[2 * index] ?? 0, values(name)[2 * index + 1] ?? 0],
    text: (name) => {
      const found = findTexts(dataset, name)?.[index];
      if (found === undefined) throw missing(name);
      return found;
    },
  };
}

/** Where a file of a dataset is: paths are relative to the project. */
export function absolutePath(context: RunContext, path: string): string {
  return isAbsolute(path) ? path : join(context.projectDir, path);
}

/** How datasets say where a file of the project is. */
export function projectPath(context: RunContext, path: string): string {
  return path.startsWith(`${context.projectDir}/`) ? path.slice(context.projectDir.length + 1) : path;
}

/**
 * Works on each row in turn. A bad one is told in the log and left out.
 *
 * @throws DataError when all are bad.
 */
export async function eachExposure<Result>(
  dataset: Dataset,
  context: RunContext,
  outDir: string,
  work: (row: ExposureRow, stage: StageContext) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < dataset.length; index++) {
    context.signal.throwIfAborted();
    const share = (fraction: number): number => (index + fraction) / dataset.length;
    const stage: StageContext = {
      outDir,
      threads: context.threads,
      signal: context.signal,
      progress: (fraction, what) => {
        context.progress(share(fraction), `${index + 1} of ${dataset.length}: ${what}`);
      },
    };
    try {
      results.push(await work(rowOf(dataset, index), stage));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      await context.log(error.message, 'warning');
    }
  }
  if (results.length === 0 && dataset.length > 0)
    throw new DataError(`None of the ${dataset.length} exposures could be processed.`);
  return results;
}
