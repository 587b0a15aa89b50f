import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DataError } from '@vitreous/errors';
import {
  createStandardDataset,
  joinDatasets,
  readDataset,
  readImage,
  takeRows,
  withColumns,
  writeDataset,
  type Dataset,
} from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { livePreprocessingParams } from '@vitreous/schema';
import { readCtfFile, runExtract } from '@vitreous/stages';
import { absolutePath, eachExposure, projectPath, type ExposureRow } from './exposure-table.js';
import { isNegativeStain } from './pick-each.js';
import { listPicks } from './pick-list.js';
import { aimAtMiddles } from './recentre.js';

/** Every pick is wanted, whatever its score: they were chosen before. */
const everyScore = -1e9;
/** Micrographs whose particles are shown in the log. */
const shown = 5;

export interface ExtractionParams {
  readonly box_size_pix: number;
  readonly bin_size_pix: number | null;
  readonly output_f16: boolean;
  readonly recenter_using_shifts: boolean;
  readonly force_reextract_CTF: boolean;
}

/**
 * Cuts the picks of each micrograph out into `extract` in the job's folder; those that would reach over its edge are left
 * out. Answers the micrographs that could be processed and the particles.
 *
 * @throws DataError when there are none.
 */
export async function extractPicks(
  micrographs: Dataset,
  picks: Dataset,
  params: ExtractionParams,
  context: RunContext,
): Promise<{ readonly finished: ReadonlySet<bigint>; readonly particles: Dataset }> {
  if (!picks.columns.has('location/micrograph_uid')) {
    throw new DataError('The picks do not say which micrograph they are of (location/micrograph_uid).');
  }
  // Particles that were refined know their own defocus better than the micrograph does.
  const keepsCtf = picks.columns.has('ctf/df1_A') && !params.force_reextract_CTF;
  const list = listPicks(picks);
  const outDir = join(context.projectDir, context.jobDir, 'extract');
  await mkdir(outDir, { recursive: true });
  let pictured = 0;
  const done = await eachExposure(micrographs, context, outDir, async (row, stage) => {
    const stored = row.text('micrograph_blob/path');
    const rows = list.rowsOf(row.uid);
    if (rows.length === 0) return { uid: row.uid, particles: null };
    const path = absolutePath(context, stored);
    const picksPath = join(outDir, `${basename(path, extname(path))}_picks.cs`);
    const image = await readImage(path, { threads: stage.threads });
    const pixelSizeA = row.number('micrograph_blob/psize_A');
    const size = { height: image.height, width: image.width, pixelSizeA };
    const targets = aimAtMiddles(takeRows(picks, rows), size, params.recenter_using_shifts);
    await writeDataset(picksPath, targets.picks);
    const ctfPath = keepsCtf || !row.has('ctf/path') ? '' : row.text('ctf/path');
    const ctf = ctfPath === '' ? null : await readCtfFile(absolutePath(context, ctfPath));
    const stageParams = livePreprocessingParams.parse({
      neg_stain: isNegativeStain(row),
      thresh_score_min: everyScore,
      box_size_pix: params.box_size_pix,
      bin_size_pix: params.bin_size_pix,
      extract_f16: params.output_f16,
    });
    const result = await runExtract({ path, image, pixelSizeA }, picksPath, ctf, stageParams, stage);
    if (result.picture !== null && pictured++ < shown) {
      await context.logPicture(`${result.total_extracted_particles} particles`, projectPath(context, result.picture));
    }
    const particles = targets.restateShifts(await readDataset(result.particles_cs));
    const stack = projectPath(context, result.particles_mrcs ?? '');
    return { uid: row.uid, particles: place(particles, stack, stored, row) };
  });
  const some = done.flatMap(({ particles }) => (particles === null || particles.length === 0 ? [] : [particles]));
  if (some.length === 0) throw new DataError('No pick has a box that lies inside of its micrograph.');
  return { finished: new Set(done.map(({ uid }) => uid)), particles: joinDatasets(some) };
}

/** Particles with their stack, micrograph and exposure group as the project names them. */
function place(particles: Dataset, stack: string, micrograph: string, row: ExposureRow): Dataset {
  const repeat = <T>(value: T): T[] => Array.from({ length: particles.length }, () => value);
  const group = row.has('mscope_params/exp_group_id') ? row.number('mscope_params/exp_group_id') : 1;
  return withColumns(
    particles,
    createStandardDataset(particles.length, {
      'blob/path': repeat(stack),
      'location/micrograph_uid': new BigUint64Array(particles.length).fill(row.uid),
      'location/micrograph_path': repeat(micrograph),
      'location/exp_group_id': repeat(group),
      ...(particles.columns.has('ctf/df1_A') && { 'ctf/exp_group_id': repeat(group) }),
    }),
  );
}
