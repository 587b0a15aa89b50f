import { DataError, UserError } from '@vitreous/errors';
import {
  computeStatistics,
  createImage,
  kindOfEncoding,
  type Image,
  type MovieStack,
  type PixelKind,
} from '@vitreous/numerics';
import { readEerInfo, readEerMovie } from './eer/read-eer.js';
import { readBytes, withInputFile } from './input-file.js';
import { looksLikeMrc, mrcHeaderBytes } from './mrc/mrc-header.js';
import { readMrcMovie } from './mrc/read-mrc.js';
import { packingOf, readMrcHeader } from './mrc/read-mrc-header.js';
import { readTiffInfo, readTiffMovie } from './tiff/read-tiff.js';
import { readTiffDirectories } from './tiff/tiff-directory.js';
import { TiffSource } from './tiff/tiff-source.js';
import { tiffTag } from './tiff/tiff-tag.js';

export type ImageFormat = 'mrc' | 'tiff' | 'eer';

/** What any file of images is like, whatever its format. */
export interface ImageInfo {
  readonly format: ImageFormat;
  /** Images in the file: sections of MRC, pages of TIFF, raw frames of EER. */
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  /** The kind of movie it is read into. */
  readonly kind: PixelKind;
  /** Null where the file does not say. Of the sensor's pixel for EER. */
  readonly pixelSizeA: number | null;
}

export interface ReadMovieOptions {
  /** From 0. */
  readonly firstFrame?: number;
  /** The frame to stop before. */
  readonly endFrame?: number;
  /** Pixels to a sensor pixel along each axis, for EER. */
  readonly eerUpsampling?: 1 | 2 | 4;
  /** Frames that raw frames are divided among, for EER; all raw frames where there are fewer. */
  readonly eerFractions?: number;
  readonly threads?: number;
}

/** As the client's `eer_upsampfactor` and `eer_numfractions`. */
const defaultEerUpsampling = 2;
const defaultEerFractions = 40;

/** TIFF compression numbers of EER: 8-bit, 7-bit and variable run lengths. */
const eerCompressions = [65000, 65001, 65002];

/**
 * The format of the file at `path`, told from its content: names lie, and a .gain, an .eer and a .tiff are all TIFF.
 *
 * @throws UserError when it cannot be read; DataError when it is of no known format.
 */
export function detectImageFormat(path: string): Promise<ImageFormat> {
  return withInputFile(path, async (file, size) => {
    const start = await readBytes(file, path, 0, Math.min(size, mrcHeaderBytes), 'its first bytes');
    const order = Buffer.from(start.subarray(0, 4)).toString('latin1');
    if (/^(II[*+]\0|MM\0[*+])/s.test(order)) {
      const source = await TiffSource.open(path, file, size);
      for await (const directory of readTiffDirectories(source)) {
        return eerCompressions.includes(await directory.number(tiffTag.compression, 1)) ? 'eer' : 'tiff';
      }
    }
    if (packingOf(start) !== 'none' || looksLikeMrc(start)) return 'mrc';
    throw new DataError(`${path} is of no known image format: ${describe(start, size)}Expected MRC, TIFF or EER.`);
  });
}

/** Files that people take for one of ours. */
function describe(start: Uint8Array, size: number): string {
  if (size === 0) return 'it is empty. ';
  if (size < mrcHeaderBytes) return `it has ${size} bytes only. `;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const version = view.getUint32(0, false);
  if (version === 3 || version === 4) return `it is a DM${version} file of DigitalMicrograph; convert it (dm2mrc). `;
  if (view.getUint32(0, false) === 0x89484446) return 'it is an HDF5 file. ';
  return '';
}

/** @throws as `detectImageFormat`, and DataError when the file is broken. */
export async function readImageInfo(path: string): Promise<ImageInfo> {
  const format = await detectImageFormat(path);
  if (format === 'mrc') {
    const { sections, height, width, encoding, pixelSizeA } = await readMrcHeader(path);
    return { format, frames: sections, height, width, kind: kindOfEncoding(encoding), pixelSizeA };
  }
  const read = format === 'eer' ? readEerInfo : readTiffInfo;
  const { frames, height, width, kind, pixelSizeA } = await read(path);
  return { format, frames, height, width, kind, pixelSizeA };
}

/**
 * A movie of any format, (frame, y, x), row 0 the first row of an MRC section; release it when done.
 *
 * @throws UserError when it cannot be read or has no such frames; DataError when the file is broken.
 */
export async function readMovie(path: string, options: ReadMovieOptions = {}): Promise<MovieStack> {
  const { eerUpsampling = defaultEerUpsampling, eerFractions, ...range } = options;
  const format = await detectImageFormat(path);
  if (format === 'mrc') return readMrcMovie(path, range);
  if (format === 'tiff') return readTiffMovie(path, range);
  const fractions = eerFractions ?? Math.min(defaultEerFractions, (await readEerInfo(path)).frames);
  return readEerMovie(path, { ...range, upsampling: eerUpsampling, fractions });
}

/**
 * One image of an MRC or TIFF file, as floats: the only one, or number `index` from 0.
 *
 * @throws UserError when it cannot be read, holds several and none was named; DataError when it is broken, or with
 *   `requireFinite` when pixels are no finite numbers.
 */
export async function readImage(
  path: string,
  { index, requireFinite = false, threads = 1 }: { index?: number; requireFinite?: boolean; threads?: number } = {},
): Promise<Image> {
  const info = await readImageInfo(path);
  if (info.format === 'eer') throw new UserError(`${path} is an EER movie: one image was expected.`);
  if (info.frames > 1 && index === undefined) {
    throw new UserError(`${path} holds ${info.frames} images: one was expected.`);
  }
  const firstFrame = index ?? 0;
  const movie = await readMovie(path, { firstFrame, endFrame: firstFrame + 1, threads });
  try {
    const image = createImage(movie.height, movie.width, await movie.handle.frame(0));
    if (requireFinite) await refuseNotFinite(path, image, threads);
    return image;
  } finally {
    await movie.release();
  }
}

async function refuseNotFinite(path: string, image: Image, threads: number): Promise<void> {
  const { notANumberCount, infiniteCount } = await computeStatistics(image.data, { threads });
  if (notANumberCount + infiniteCount > 0) {
    throw new DataError(
      `${path}: ${notANumberCount} pixels are not a number and ${infiniteCount} are infinite, of ` +
        `${image.width} x ${image.height}: expected finite numbers only.`,
    );
  }
}
