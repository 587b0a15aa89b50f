import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DataError } from '@vitreous/errors';
import {
  createStandardDataset,
  findIds,
  joinDatasets,
  readDataset,
  readImage,
  takeRows,
  textColumn,
  withColumns,
  createDataset,
  writeDataset,
  type Dataset,
} from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { livePreprocessingParams } from '@vitreous/schema';
import { readCtfFile, runExtract } from '@vitreous/stages';
import { absolutePath, eachExposure, projectPath } from '../exposure-table.js';
import type { extractMicrographs } from './definition.js';

/** Every pick is wanted, whatever its score: they were chosen before. */
const everyScore = -1e9;
/** Micrographs whose particles are shown in the log. */
const shown = 5;

/** Extracts the picks of each micrograph; those that would reach over its edge are left out. */
export async function run(params: ParamsOf<typeof extractMicrographs>, context: RunContext): Promise<void> {
  const [micrographs, picks] = [await context.readInput('micrographs'), await context.readInput('particles')];
  const owners = findIds(picks, 'location/micrograph_uid');
  if (owners === null)
    throw new DataError('The picks do not say which micrograph they are of (location/micrograph_uid).');
  const rowsOf = new Map<bigint, number[]>();
  owners.forEach((owner, row) => {
    const rows = rowsOf.get(owner);
    if (rows === undefined) rowsOf.set(owner, [row]);
    else rows.push(row);
  });
  const outDir = join(context.projectDir, context.jobDir, 'extract');
  await mkdir(outDir, { recursive: true });
  let pictured = 0;
  const done = await eachExposure(micrographs, context, outDir, async (row, stage) => {
    const stored = row.text('micrograph_blob/path');
    const rows = rowsOf.get(row.uid) ?? [];
    if (rows.length === 0) return { uid: row.uid, particles: null };
    const path = absolutePath(context, stored);
    const picksPath = join(outDir, `${basename(path, extname(path))}_picks.cs`);
    await writeDataset(picksPath, takeRows(picks, rows));
    const ctf = row.has('ctf/path') ? await readCtfFile(absolutePath(context, row.text('ctf/path'))) : null;
    const stageParams = livePreprocessingParams.parse({
      neg_stain: row.has('mscope_params/neg_stain') && row.number('mscope_params/neg_stain') !== 0,
      thresh_score_min: everyScore,
      box_size_pix: params.box_size_pix,
      bin_size_pix: params.bin_size_pix,
      extract_f16: params.output_f16,
    });
    const image = await readImage(path, { threads: stage.threads });
    const pixelSizeA = row.number('micrograph_blob/psize_A');
    const result = await runExtract({ path, image, pixelSizeA }, picksPath, ctf, stageParams, stage);
    if (result.picture !== null && pictured++ < shown) {
      await context.logPicture(`${result.total_extracted_particles} particles`, projectPath(context, result.picture));
    }
    const particles = await readDataset(result.particles_cs);
    const stack = projectPath(context, result.particles_mrcs ?? '');
    return { uid: row.uid, particles: place(particles, stack, stored, row.uid) };
  });
  const some = done.flatMap(({ particles }) => (particles === null || particles.length === 0 ? [] : [particles]));
  if (some.length === 0) throw new DataError('No pick has a box that lies inside of its micrograph.');
  const particles = joinDatasets(some);
  await context.saveOutput(
    'micrographs',
    createStandardDataset(done.length, { uid: BigUint64Array.from(done, ({ uid }) => uid) }),
  );
  await context.saveOutput('particles', particles);
  await context.log(`${particles.length} of ${picks.length} picks extracted from ${done.length} micrographs.`);
}

/** Particles with their stack and micrograph as the project names them. */
function place(particles: Dataset, stack: string, micrograph: string, uid: bigint): Dataset {
  const repeat = (text: string): string[] => Array.from({ length: particles.length }, () => text);
  return withColumns(
    withColumns(
      particles,
      createStandardDataset(particles.length, {
        'location/micrograph_uid': new BigUint64Array(particles.length).fill(uid),
      }),
    ),
    createDataset(particles.length, {
      'blob/path': textColumn(repeat(stack)),
      'location/micrograph_path': textColumn(repeat(micrograph)),
    }),
  );
}
