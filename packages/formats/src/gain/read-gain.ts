import { extname } from 'node:path';
import { DataError } from '@vitreous/errors';
import { computeStatistics, createImage, type Image } from '@vitreous/numerics';
import { readImage, readImageInfo, type ImageFormat } from '../image-file.js';
import { orientGain, type GainOrientation } from './orient-gain.js';

export interface ReadGainOptions extends GainOrientation {
  /** Format of the movies it is for: references of EER movies divide, but for those named .gain. */
  readonly movieFormat?: ImageFormat;
  readonly threads?: number;
}

/**
 * A gain reference to multiply counts with, 0 where a pixel is dead, oriented as the movie: from an MRC file as it
 * lies there, from a TIFF (also named .gain) with its rows reversed as those of a movie. A .gain for EER movies lies
 * as they do: its rows are not reversed.
 *
 * A reference of EER movies that is not named .gain is one to divide by; it is turned into mean / value.
 *
 * @throws UserError when it cannot be read or holds several images; DataError when it is broken, holds pixels that
 *   are negative or no finite numbers, or is dead all over.
 */
export async function readGain(path: string, options: ReadGainOptions = {}): Promise<Image> {
  const { movieFormat, threads = 1 } = options;
  const isGainFile = extname(path).toLowerCase() === '.gain';
  const { frames } = await readImageInfo(path);
  // Pages after the first of a .gain are no gain.
  if (frames > 1 && !isGainFile) throw new DataError(`${path} holds ${frames} images: a gain reference is one.`);
  const gain = await readImage(path, { index: 0, requireFinite: true, threads });
  const { minimum, maximum, mean } = await computeStatistics(gain.data, { threads });
  if (minimum < 0) {
    const at = gain.data.findIndex((value) => value < 0);
    throw new DataError(
      `${path}: a gain reference has no negative values, but found ${minimum}, first at column ` +
        `${at % gain.width}, row ${Math.floor(at / gain.width)}.`,
    );
  }
  if (maximum === 0) throw new DataError(`${path}: all pixels of this gain reference are 0, that is dead.`);
  const multiplies = movieFormat !== 'eer' || isGainFile;
  const data = multiplies ? gain.data : gain.data.map((value) => (value === 0 ? 0 : mean / value));
  const read = createImage(gain.height, gain.width, data);
  const lying = movieFormat === 'eer' && isGainFile ? orientGain(read, { flipY: true }) : read;
  return orientGain(lying, options);
}
