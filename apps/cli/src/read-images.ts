import { DataError, UserError } from '@vitreous/errors';
import { readImage, readImageInfo, readMrc, readMrcHeader } from '@vitreous/formats';
import { leastPixelA, mostPixelA } from './command.js';
import type { PickedMicrograph, TemplateSet } from '@vitreous/stages';

/** A micrograph with its pixel size: the given one, or the file's. @throws UserError when neither is there. */
export async function readMicrograph(
  path: string,
  pixelSizeA: number | null,
  threads: number,
): Promise<PickedMicrograph> {
  const known = pixelSizeA ?? (await readImageInfo(path)).pixelSizeA;
  if (known === null) throw new UserError(`${path} does not say its pixel size: give it with --psize.`);
  if (known < leastPixelA || known > mostPixelA) {
    throw new UserError(
      `${path} says that its pixels have ${known} Å: expected ${leastPixelA} to ${mostPixelA} Å; give it with --psize.`,
    );
  }
  return { path, image: await readImage(path, { requireFinite: true, threads }), pixelSizeA: known };
}

/** The images of an MRC stack. @throws UserError when their pixel size is not known. */
export async function readTemplates(path: string, pixelSizeA: number | null): Promise<TemplateSet> {
  const known = pixelSizeA ?? (await readMrcHeader(path)).pixelSizeA;
  if (known === null) throw new UserError(`${path} does not say its pixel size: give it with --template-psize.`);
  const stack = await readMrc(path);
  const bad = stack.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const index = Math.floor(bad / (stack.height * stack.width));
    throw new DataError(`${path}: image ${index + 1} of ${stack.count} has pixels that are not numbers: leave it out.`);
  }
  return { stack, pixelSizeA: known };
}
