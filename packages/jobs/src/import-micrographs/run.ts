import { createStandardDataset, readImageInfo, type ImageInfo } from '@vitreous/formats';
import { DataError } from '@vitreous/errors';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { idOf } from '@vitreous/stages';
import { importFiles, type ImportedFile } from '../import-files.js';
import type { importMicrographs } from './definition.js';

/** Links micrographs into the project and writes a row for each; files that cannot be read are left out and told. */
export async function run(params: ParamsOf<typeof importMicrographs>, context: RunContext): Promise<void> {
  const files = await importFiles(params.blob_paths, context);
  const good: (ImportedFile & { readonly info: ImageInfo })[] = [];
  for (const [index, file] of files.entries()) {
    context.progress(index / files.length, 'reading headers');
    try {
      const info = await readImageInfo(file.path);
      if (info.frames !== 1) throw new DataError(`${file.path} has ${info.frames} frames: import it as a movie.`);
      good.push({ ...file, info });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      await context.log(error.message, 'warning');
    }
  }
  if (good.length === 0) throw new DataError(`None of the ${files.length} files is a micrograph.`);
  const repeat = <T>(...values: T[]): T[] => good.flatMap(() => values);
  const dataset = createStandardDataset(good.length, {
    uid: BigUint64Array.from(good, ({ path }) => idOf(path)),
    'micrograph_blob/path': good.map(({ link }) => link),
    'micrograph_blob/idx': repeat(0),
    'micrograph_blob/shape': good.flatMap(({ info }) => [info.height, info.width]),
    'micrograph_blob/psize_A': repeat(params.psize_A),
    'micrograph_blob/format': good.map(({ info }) => (info.format === 'mrc' ? `MRC/${mrcMode(info.kind)}` : 'TIFF')),
    'micrograph_blob/is_background_subtracted': repeat(0),
    'micrograph_blob/vmin': repeat(0),
    'micrograph_blob/vmax': repeat(0),
    'micrograph_blob/import_sig': BigUint64Array.from(good, ({ path }) => idOf(path)),
    'mscope_params/accel_kv': repeat(params.accel_kv),
    'mscope_params/cs_mm': repeat(params.cs_mm),
    'mscope_params/total_dose_e_per_A2': repeat(params.total_dose_e_per_A2),
    'mscope_params/phase_plate': repeat(Number(params.phase_plate)),
    'mscope_params/neg_stain': repeat(Number(params.negative_stain_data)),
    'mscope_params/exp_group_id': repeat(1),
    'mscope_params/defect_path': repeat(''),
    'mscope_params/beam_shift': repeat(0, 0),
    'mscope_params/beam_shift_known': repeat(0),
  });
  await context.saveOutput('imported_micrographs', dataset);
  await context.log(`${good.length} of ${files.length} micrographs imported.`);
}

/** The MRC mode that holds a kind of number. */
function mrcMode(kind: string): number {
  return { i8: 0, u8: 0, i16: 1, f32: 2, u16: 6, f16: 12 }[kind] ?? 2;
}
