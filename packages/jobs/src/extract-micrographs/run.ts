import { createStandardDataset, findIds, takeRows, type Dataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { extractPicks } from '../extract-picks.js';
import type { ExtractJobParams } from './definition.js';

/** Extracts the picks of each micrograph; those that would reach over its edge are left out. */
export async function run(params: ParamsOf<ExtractJobParams>, context: RunContext): Promise<void> {
  const [all, picks] = [await context.readInput('micrographs'), await context.readInput('particles')];
  const micrographs = takeFirst(all, params.num_extract);
  const { finished, particles } = await extractPicks(micrographs, picks, params, context);
  const uids = Array.from(findIds(micrographs, 'uid') ?? []);
  const saveMicrographs = async (name: string, kept: bigint[]): Promise<void> => {
    await context.saveOutput(name, createStandardDataset(kept.length, { uid: BigUint64Array.from(kept) }));
  };
  await saveMicrographs(
    'micrographs',
    uids.filter((uid) => finished.has(uid)),
  );
  await saveMicrographs(
    'micrographs_incomplete',
    uids.filter((uid) => !finished.has(uid)),
  );
  await context.saveOutput('particles', particles);
  await context.log(`${particles.length} of ${picks.length} picks extracted from ${finished.size} micrographs.`);
}

function takeFirst(dataset: Dataset, count: number | null): Dataset {
  if (count === null || count >= dataset.length) return dataset;
  return takeRows(
    dataset,
    Array.from({ length: count }, (_, row) => row),
  );
}
