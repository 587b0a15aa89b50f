import { DataError, UserError } from '@vitreous/errors';
import {
  createMovieStack,
  kindOfStoredPixel,
  readTiffSegments,
  type ByteCodec,
  type MovieStack,
  type PixelKind,
  type SegmentLayout,
  type StoredPixel,
} from '@vitreous/numerics';
import { withInputFile } from '../input-file.js';
import { refuseBeyondMemory, sayWithout } from './read-failure.js';
import { readTiffDirectories } from './tiff-directory.js';
import { isSecondary, readPage, type TiffPage } from './tiff-page.js';
import { readPixelSizeA } from './tiff-resolution.js';
import { TiffSource } from './tiff-source.js';
import { tiffTag } from './tiff-tag.js';

/** What a TIFF movie or image is like. */
export interface TiffInfo {
  readonly format: 'tiff';
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  /** The kind of stack it is read into. */
  readonly kind: PixelKind;
  /** How the file stores a pixel. */
  readonly sample: StoredPixel;
  readonly compression: ByteCodec;
  readonly bigTiff: boolean;
  readonly littleEndian: boolean;
  /** From the resolution of the first page where that is of microscopic size, otherwise null. */
  readonly pixelSizeA: number | null;
  /** The first page's description, '' where it has none. */
  readonly description: string;
}

/** Size, pixel type and page count of a TIFF, every directory checked. @throws DataError, UserError as `readTiffMovie`. */
export async function readTiffInfo(path: string): Promise<TiffInfo> {
  return (await readPages(path)).info;
}

/**
 * Frames `firstFrame` (from 0) up to but not including `endFrame` of a greyscale TIFF, rows reversed, so that
 * row 0 is the bottom one. Integers of up to 16 bits keep their type; all else becomes floats.
 *
 * @throws DataError naming the place when the file is broken or of a kind that is not read; UserError when it
 * cannot be opened or the frames asked for do not exist.
 */
export async function readTiffMovie(
  path: string,
  { firstFrame = 0, endFrame, threads = 1 }: { firstFrame?: number; endFrame?: number; threads?: number } = {},
): Promise<MovieStack> {
  const { info, pages } = await readPages(path);
  const end = endFrame ?? info.frames;
  if (!(Number.isInteger(firstFrame) && Number.isInteger(end) && firstFrame >= 0 && end > firstFrame)) {
    throw new UserError(`Frames ${firstFrame} to ${end} of ${path} were asked for: name at least one frame.`);
  }
  if (end > info.frames) {
    throw new UserError(`Frames up to ${end} of ${path} were asked for, but it has ${info.frames}.`);
  }
  const wanted = pages.slice(firstFrame, end);
  const largest = wanted.reduce((most, { layout }) => Math.max(most, layout.columns * layout.rows), 0);
  const scratch = threads * largest * (Number(info.sample.slice(1)) / 8);
  refuseBeyondMemory(path, { ...info, frames: wanted.length }, scratch);
  const movie = createMovieStack(info.kind, wanted.length, info.height, info.width);
  try {
    for (const { first, layout, offsets, lengths } of listRuns(wanted)) {
      await readTiffSegments(movie, path, layout, offsets, lengths, { firstFrame: first, threads });
    }
    return movie;
  } catch (error) {
    await movie.release();
    throw new DataError(`${path}: ${sayWithout(path, error)}.`, { cause: error });
  }
}

async function readPages(path: string): Promise<{ info: TiffInfo; pages: TiffPage[] }> {
  return withInputFile(path, async (file, size) => {
    const source = await TiffSource.open(path, file, size);
    const pages: TiffPage[] = [];
    let bytes = 0;
    for await (const directory of readTiffDirectories(source)) {
      if (await isSecondary(directory)) continue;
      const page = await readPage(source, directory);
      const first = pages[0] ?? page;
      if (page.width !== first.width || page.height !== first.height || page.sample !== first.sample) {
        throw directory.refuse(
          `frames of one size are expected, ${first.width} x ${first.height} of type ${first.sample}, but page ` +
            `${pages.length + 1} has ${page.width} x ${page.height} of type ${page.sample}`,
        );
      }
      bytes += page.lengths.reduce((sum, length) => sum + length, 0);
      // Otherwise a small file could show the same bytes in any number of pages.
      if (bytes > source.size) throw directory.refuse(`the data of page ${pages.length + 1} overlap those of others`);
      pages.push(page);
    }
    const [page] = pages;
    if (page === undefined) throw source.refuse('an image is expected, but it holds thumbnails and masks only');
    const info: TiffInfo = {
      format: 'tiff',
      frames: pages.length,
      height: page.height,
      width: page.width,
      kind: kindOfStoredPixel[page.sample],
      sample: page.sample,
      compression: page.layout.codec,
      bigTiff: source.big,
      littleEndian: source.littleEndian,
      pixelSizeA: await readPixelSizeA(page.directory),
      description: (await page.directory.text(tiffTag.imageDescription)) ?? '',
    };
    return { info, pages };
  });
}

/** Pages after one another that share a layout go to the kernel together. */
function listRuns(
  pages: readonly TiffPage[],
): { first: number; layout: SegmentLayout; offsets: Float64Array; lengths: Float64Array }[] {
  const same = (one: SegmentLayout, other: SegmentLayout): boolean => JSON.stringify(one) === JSON.stringify(other);
  const starts = pages.flatMap((page, index) => {
    const before = pages[index - 1];
    return before !== undefined && same(before.layout, page.layout) ? [] : [{ first: index, layout: page.layout }];
  });
  return starts.map(({ first, layout }, index) => {
    const run = pages.slice(first, starts[index + 1]?.first);
    return { first, layout, offsets: joinArrays(run, 'offsets'), lengths: joinArrays(run, 'lengths') };
  });
}

function joinArrays(pages: readonly TiffPage[], name: 'offsets' | 'lengths'): Float64Array {
  const joined = new Float64Array(pages.reduce((sum, page) => sum + page[name].length, 0));
  let at = 0;
  for (const page of pages) {
    joined.set(page[name], at);
    at += page[name].length;
  }
  return joined;
}
