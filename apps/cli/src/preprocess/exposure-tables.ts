import { join } from 'node:path';
import {
  createStandardDataset,
  joinDatasets,
  readDataset,
  starOfDataset,
  writeDataset,
  writeStar,
  type Dataset,
} from '@vitreous/formats';
import type { LivePreprocessingParams } from '@vitreous/schema';
import { idOf, numberOf, textOf, type Results } from '@vitreous/stages';
import type { ExposureRecord } from './exposure-record.js';

/** Tables over all exposures: file and rows of each. */
export interface ExposureTables {
  readonly micrographs_star: string;
  readonly micrographs_cs: string;
  readonly particles_star: string | null;
  readonly particles_cs: string | null;
  readonly particles: number;
}

/** Writes micrographs and particles of all exposures that did not fail into `outDir`, as `.cs` and STAR. */
export async function writeExposureTables(
  outDir: string,
  records: readonly ExposureRecord[],
  params: LivePreprocessingParams,
): Promise<ExposureTables> {
  const good = records
    .filter((record) => record.failReason === null)
    .map(({ stages }): Results =>
      Object.fromEntries(Object.entries(stages).map(([name, { result }]) => [name, result])),
    );
  const micrographs = await writeBoth(join(outDir, 'micrographs'), listMicrographs(good, params));
  const extracted = good.filter((results) => 'extract' in results);
  const none = { particles_star: null, particles_cs: null, particles: 0 };
  const named = { micrographs_star: micrographs.star, micrographs_cs: micrographs.cs };
  if (extracted.length === 0) return { ...named, ...none };
  const parts: Dataset[] = [];
  for (const results of extracted) parts.push(await readDataset(textOf(results, 'extract', 'particles_cs')));
  const joined = joinDatasets(parts);
  const particles = await writeBoth(join(outDir, 'particles'), joined);
  return { ...named, particles_star: particles.star, particles_cs: particles.cs, particles: joined.length };
}

async function writeBoth(stem: string, dataset: Dataset): Promise<{ star: string; cs: string }> {
  const paths = { star: `${stem}.star`, cs: `${stem}.cs` };
  await writeDataset(paths.cs, dataset);
  await writeStar(paths.star, starOfDataset(dataset).blocks);
  return paths;
}

function listMicrographs(exposures: readonly Results[], params: LivePreprocessingParams): Dataset {
  const texts = (step: string, name: string): string[] => exposures.map((results) => textOf(results, step, name));
  const numbers = (step: string, name: string): number[] => exposures.map((results) => numberOf(results, step, name));
  const repeat = <T>(...values: T[]): T[] => exposures.flatMap(() => values);
  const shapes = exposures.flatMap((results) => results['motion']?.['micrograph_shape'] as [number, number]);
  const paths = texts('motion', 'micrograph');
  return createStandardDataset(exposures.length, {
    uid: BigUint64Array.from(paths, idOf),
    'micrograph_blob/path': paths,
    'micrograph_blob/idx': repeat(0),
    'micrograph_blob/shape': shapes,
    'micrograph_blob/psize_A': numbers('motion', 'psize_A'),
    'micrograph_blob/format': repeat('MRC/1'),
    'micrograph_blob/is_background_subtracted': repeat(0),
    'micrograph_blob_non_dw/path': texts('motion', 'micrograph_non_dw'),
    'micrograph_blob_non_dw/idx': repeat(0),
    'micrograph_blob_non_dw/shape': shapes,
    'micrograph_blob_non_dw/psize_A': numbers('motion', 'psize_A'),
    'mscope_params/accel_kv': repeat(params.accel_kv),
    'mscope_params/cs_mm': repeat(params.cs_mm),
    'mscope_params/total_dose_e_per_A2': repeat(params.total_dose_e_per_A2),
    'mscope_params/exp_group_id': repeat(1),
    'ctf/type': repeat('spline'),
    'ctf/exp_group_id': repeat(1),
    'ctf/accel_kv': repeat(params.accel_kv),
    'ctf/cs_mm': repeat(params.cs_mm),
    'ctf/amp_contrast': repeat(params.amp_contrast),
    'ctf/df1_A': numbers('ctf', 'df1_A'),
    'ctf/df2_A': numbers('ctf', 'df2_A'),
    'ctf/df_angle_rad': numbers('ctf', 'df_angle_rad'),
    'ctf/phase_shift_rad': numbers('ctf', 'phase_shift_rad'),
    // 0 where no ring was recognised.
    'ctf/ctf_fit_to_A': exposures.map((results) => Number(results['ctf']?.['ctf_fit_to_A'] ?? 0)),
    'ctf/cross_corr_ctffind4': numbers('ctf', 'cross_corr'),
    'ctf/scale': repeat(1),
  });
}
