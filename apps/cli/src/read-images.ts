import { UserError } from '@vitreous/errors';
import { readImage, readImageInfo, readMrc, readMrcHeader } from '@vitreous/formats';
import type { PickedMicrograph, TemplateSet } from '@vitreous/stages';

/** A micrograph with its pixel size: the given one, or the file's. @throws UserError when neither is there. */
export async function readMicrograph(
  path: string,
  pixelSizeA: number | null,
  threads: number,
): Promise<PickedMicrograph> {
  const known = pixelSizeA ?? (await readImageInfo(path)).pixelSizeA;
  if (known === null) throw new UserError(`${path} does not say its pixel size: give it with --psize.`);
  return { path, image: await readImage(path, { threads }), pixelSizeA: known };
}

/** The images of an MRC stack. @throws UserError when their pixel size is not known. */
export async function readTemplates(path: string, pixelSizeA: number | null): Promise<TemplateSet> {
  const known = pixelSizeA ?? (await readMrcHeader(path)).pixelSizeA;
  if (known === null) throw new UserError(`${path} does not say its pixel size: give it with --template-psize.`);
  return { stack: await readMrc(path), pixelSizeA: known };
}
