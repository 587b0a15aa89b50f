import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createStandardDataset,
  joinDatasets,
  readDataset,
  readImage,
  takeRows,
  withColumns,
  type Dataset,
} from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import type { PickedMicrograph, PickFiles, StageContext } from '@vitreous/stages';
import { absolutePath, eachExposure, projectPath, type ExposureRow } from './exposure-table.js';

interface Choice {
  /** Micrographs that are picked; null for all. */
  readonly num_process: number | null;
  /** Micrographs whose picks go into the log. */
  readonly num_plot: number;
}

/**
 * Lets `pick` find the particles of each micrograph connected to `micrographs`, and writes the outputs `micrographs` and
 * `particles`. A broken micrograph is left out and told.
 */
export async function pickEach(
  { num_process, num_plot }: Choice,
  context: RunContext,
  pick: (micrograph: PickedMicrograph, row: ExposureRow, stage: StageContext) => Promise<PickFiles>,
): Promise<void> {
  const all = await context.readInput('micrographs');
  const count = Math.min(all.length, num_process ?? all.length);
  const micrographs = takeRows(
    all,
    Array.from({ length: count }, (_, row) => row),
  );
  const outDir = join(context.projectDir, context.jobDir, 'picked');
  await mkdir(outDir, { recursive: true });
  let pictured = 0;
  const done = await eachExposure(micrographs, context, outDir, async (row, stage) => {
    const path = absolutePath(context, row.text('micrograph_blob/path'));
    const image = await readImage(path, { threads: stage.threads });
    const files = await pick({ path, image, pixelSizeA: row.number('micrograph_blob/psize_A') }, row, stage);
    const picks = nameMicrograph(await readDataset(files.picks_cs), row);
    if (pictured++ < num_plot) await context.logPicture(`${picks.length} picks`, projectPath(context, files.picture));
    return { uid: row.uid, picks };
  });
  const particles = joinDatasets(done.map(({ picks }) => picks));
  await context.saveOutput(
    'micrographs',
    createStandardDataset(done.length, { uid: BigUint64Array.from(done, ({ uid }) => uid) }),
  );
  await context.saveOutput('particles', particles);
  await context.log(`${particles.length} picks in ${done.length} of ${micrographs.length} micrographs.`);
}

/** Whether particles are bright in a micrograph. */
export function isNegativeStain(row: ExposureRow): boolean {
  return row.has('mscope_params/neg_stain') && row.number('mscope_params/neg_stain') !== 0;
}

/** The picks' micrograph as the dataset of micrographs names it. */
function nameMicrograph(picks: Dataset, row: ExposureRow): Dataset {
  const repeat = <T>(value: T): T[] => Array.from({ length: picks.length }, () => value);
  const group = row.has('mscope_params/exp_group_id') ? row.number('mscope_params/exp_group_id') : 1;
  return withColumns(
    picks,
    createStandardDataset(picks.length, {
      'location/micrograph_uid': new BigUint64Array(picks.length).fill(row.uid),
      'location/micrograph_path': repeat(row.text('micrograph_blob/path')),
      'location/exp_group_id': repeat(group),
    }),
  );
}
