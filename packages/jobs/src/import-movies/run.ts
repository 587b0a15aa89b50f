import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import { createStandardDataset, readImageInfo, type ImageInfo } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { idOf } from '@vitreous/stages';
import { importFiles, openLinkFolder, type ImportedFile } from '../import-files.js';
import type { importMovies } from './definition.js';

const formats = { mrc: 'MRC/2', tiff: 'TIFF', eer: 'EER' } as const;

/** Links movies into the project and writes a row for each; files that cannot be read are left out and told. */
export async function run(params: ParamsOf<typeof importMovies>, context: RunContext): Promise<void> {
  const files = await importFiles(params.blob_paths, context);
  const good: (ImportedFile & { readonly info: ImageInfo })[] = [];
  for (const [index, file] of files.entries()) {
    context.progress(index / files.length, 'reading headers');
    try {
      good.push({ ...file, info: await readImageInfo(file.path) });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      await context.log(error.message, 'warning');
    }
  }
  if (good.length === 0) throw new DataError(`None of the ${files.length} files is a movie.`);
  const link = await openLinkFolder('calibration', context);
  const gain = params.gainref_path === null ? null : await link(await findFile(params.gainref_path));
  const gainInfo = gain === null ? null : await readImageInfo(join(context.projectDir, gain));
  const defects = params.defect_path === null ? '' : await link(await findFile(params.defect_path));
  const repeat = <T>(...values: T[]): T[] => good.flatMap(() => values);
  const dataset = createStandardDataset(good.length, {
    uid: BigUint64Array.from(good, ({ path }) => idOf(path)),
    'movie_blob/path': good.map(({ link }) => link),
    'movie_blob/shape': good.flatMap(({ info }) => [info.frames, info.height, info.width]),
    'movie_blob/psize_A': repeat(params.psize_A),
    'movie_blob/is_gain_corrected': repeat(gain === null ? 1 : 0),
    'movie_blob/format': good.map(({ info }) => formats[info.format]),
    'movie_blob/has_defect_file': repeat(defects === '' ? 0 : 1),
    'movie_blob/import_sig': BigUint64Array.from(good, ({ path }) => idOf(path)),
    'gain_ref_blob/path': repeat(gain ?? ''),
    'gain_ref_blob/idx': repeat(0),
    'gain_ref_blob/shape': repeat(gainInfo?.height ?? 0, gainInfo?.width ?? 0),
    'gain_ref_blob/flip_x': repeat(Number(params.gainref_flip_x)),
    'gain_ref_blob/flip_y': repeat(Number(params.gainref_flip_y)),
    'gain_ref_blob/rotate_num': repeat(params.gainref_rotate_num),
    'mscope_params/accel_kv': repeat(params.accel_kv),
    'mscope_params/cs_mm': repeat(params.cs_mm),
    'mscope_params/total_dose_e_per_A2': repeat(params.total_dose_e_per_A2),
    'mscope_params/phase_plate': repeat(Number(params.phase_plate_data)),
    'mscope_params/neg_stain': repeat(Number(params.negative_stain_data)),
    'mscope_params/exp_group_id': repeat(1),
    'mscope_params/defect_path': repeat(defects),
    'mscope_params/beam_shift': repeat(0, 0),
    'mscope_params/beam_shift_known': repeat(0),
  });
  await context.saveOutput('imported_movies', dataset);
  await context.log(`${good.length} of ${files.length} movies imported.`);
}

function findFile(path: string): Promise<string> {
  return realpath(path).catch(() => {
    throw new UserError(`${path}: there is no such file.`);
  });
}
