import { DataError, UserError } from '@vitreous/errors';
import { readMrc, readMrcHeader } from '@vitreous/formats';
import type { TemplateSet } from './pick-template/run.js';

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
