import { UserError } from '@vitreous/errors';
import { createStandardDataset, joinDatasets, readMrcHeader, type Dataset } from '@vitreous/formats';
import { idOf } from '@vitreous/stages';
import type { ImportedFile } from './import-files.js';

/**
 * A row for each image of some stacks. Without `pixelSizeA`, the files' headers say it.
 *
 * @throws UserError when images are not square, or a file does not say its pixel size; DataError for a broken file.
 */
export async function describeStackImages(files: readonly ImportedFile[], pixelSizeA: number | null): Promise<Dataset> {
  const parts: Dataset[] = [];
  for (const { path, link } of files) {
    const { width, height, sections, pixelSizeA: said } = await readMrcHeader(path);
    if (width !== height) {
      throw new UserError(`${path} holds images of ${width} x ${height} pixels: expected square ones.`);
    }
    const size = pixelSizeA ?? said;
    if (size === null) throw new UserError(`${path} does not say its pixel size: give it (psize_A).`);
    const all = <T>(value: T): T[] => Array.from({ length: sections }, () => value);
    parts.push(
      createStandardDataset(sections, {
        uid: BigUint64Array.from({ length: sections }, (_, index) => idOf(`${path} ${index}`)),
        'blob/path': all(link),
        'blob/idx': Array.from({ length: sections }, (_, index) => index),
        'blob/shape': new Uint32Array(2 * sections).fill(width),
        'blob/psize_A': all(size),
        'blob/sign': all(1),
        'blob/import_sig': new BigUint64Array(sections).fill(idOf(path)),
      }),
    );
  }
  return joinDatasets(parts);
}
