import { DataError, UserError } from '@vitreous/errors';
import { createStandardDataset, readMrcHeader } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { idOf } from '@vitreous/stages';
import { listFiles, openLinkFolder } from '../import-files.js';
import type { importVolumes } from './definition.js';

/** Links one volume into the project. */
export async function run(params: ParamsOf<typeof importVolumes>, context: RunContext): Promise<void> {
  const [path, ...others] = await listFiles(params.volume_blob_path);
  if (path === undefined || others.length > 0) {
    throw new UserError(
      `${params.volume_blob_path} names ${path === undefined ? 'no file' : `${others.length + 1} files`}: name one volume.`,
    );
  }
  const link = await openLinkFolder('imported', context);
  const linked = await link(path);
  const { width, height, sections, pixelSizeA: said, content } = await readMrcHeader(path);
  if (content === 'volumes' || sections < 2) {
    throw new DataError(`${path} is no volume: it holds ${sections} sections of ${width} x ${height} pixels.`);
  }
  const pixelSizeA = params.volume_psize ?? said;
  if (pixelSizeA === null) throw new UserError(`${path} does not say its pixel size: give it (volume_psize).`);
  const slot = params.volume_out_name;
  const dataset = createStandardDataset(1, {
    uid: BigUint64Array.of(idOf(path)),
    [`${slot}/path`]: [linked],
    [`${slot}/shape`]: [sections, height, width],
    [`${slot}/psize_A`]: [pixelSizeA],
  });
  await context.saveOutput(slot === 'mask' ? 'imported_mask_1' : 'imported_volume_1', dataset);
  await context.log(`A volume of ${width} x ${height} x ${sections} voxels of ${pixelSizeA.toFixed(4)} Å.`);
}
