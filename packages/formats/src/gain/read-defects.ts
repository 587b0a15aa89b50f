import { DataError, UserError } from '@vitreous/errors';
import { detectImageFormat, readImage } from '../image-file.js';
import { readWholeFile } from '../input-file.js';
import { clipDefects, type DefectList } from './defect.js';
import { defectsOfMap } from './defect-map.js';
import { looksLikeSerialEmDefects, parseSerialEmDefects } from './serialem-defects.js';
import { parseTextDefects } from './text-defects.js';

/** Longer ones are no list of defects. */
const mostTextBytes = 64 * 2 ** 20;

/**
 * The bad pixels of a camera, as they lie in movies of `frame` pixels. Told from its content, the file may be a list
 * of rectangles (column, row, width, height a line), a SerialEM defect list, or an image of the movie's size that is
 * not 0 where a pixel is bad.
 *
 * @throws UserError when it cannot be read or is of a camera of another size; DataError naming the line or the
 *   place that is wrong.
 */
export async function readDefects(
  path: string,
  frame: { readonly height: number; readonly width: number },
): Promise<DefectList> {
  const bytes = await readTextBytes(path);
  if (bytes === null) return clipDefects(path, await readMap(path, frame), frame);
  const text = bytes.toString('utf8');
  const defects = looksLikeSerialEmDefects(text)
    ? parseSerialEmDefects(path, text, frame)
    : parseTextDefects(path, text);
  return clipDefects(path, defects, frame);
}

/** The bytes of a text; null for an image. */
async function readTextBytes(path: string): Promise<Buffer | null> {
  const format = await detectImageFormat(path).catch((error: unknown) => {
    if (error instanceof DataError) return null;
    throw error;
  });
  if (format !== null) return null;
  const bytes = await readWholeFile(path);
  if (bytes.length > mostTextBytes || bytes.includes(0)) {
    throw new DataError(`${path} is no defect list: expected a text or an image (MRC, TIFF).`);
  }
  return bytes;
}

async function readMap(
  path: string,
  frame: { height: number; width: number },
): Promise<ReturnType<typeof defectsOfMap>> {
  const map = await readImage(path, { requireFinite: true });
  if (map.height !== frame.height || map.width !== frame.width) {
    throw new UserError(
      `The defect map ${path} has ${map.width} x ${map.height} pixels, but the movie ${frame.width} x ${frame.height}.`,
    );
  }
  return defectsOfMap(map);
}
