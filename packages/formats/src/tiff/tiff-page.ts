import type { SegmentLayout, StoredPixel } from '@vitreous/numerics';
import {
  codecOfCompression,
  findStoredPixel,
  mostUnpacked,
  nameOfCompression,
  nameOfPhotometric,
  nameOfSampleFormat,
} from './tiff-coding.js';
import type { TiffDirectory } from './tiff-directory.js';
import type { TiffSource } from './tiff-source.js';
import { tiffTag } from './tiff-tag.js';

/** A greyscale page that can be read. */
export interface TiffPage {
  readonly directory: TiffDirectory;
  readonly height: number;
  readonly width: number;
  readonly sample: StoredPixel;
  readonly layout: SegmentLayout;
  /** Bytes of each strip or tile, from the top left along rows of segments. */
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
}

/** Sizes beyond this are no image. */
const mostPixels = 2 ** 40;

/** Whether a page is a thumbnail or a mask of another (bits 0 and 2 of NewSubfileType): no frame of a movie. */
export async function isSecondary(directory: TiffDirectory): Promise<boolean> {
  const type = await directory.number(tiffTag.newSubfileType, 0);
  return (type & 1) !== 0 || (type & 4) !== 0;
}

/** Width and height of a page. */
export async function readPageSize(directory: TiffDirectory): Promise<{ height: number; width: number }> {
  const width = await directory.number(tiffTag.imageWidth, 0);
  const height = await directory.number(tiffTag.imageLength, 0);
  const whole = Number.isInteger(width) && Number.isInteger(height);
  if (!whole || width < 1 || height < 1 || width > 2 ** 31 || height > 2 ** 31 || width * height > mostPixels) {
    throw directory.refuse(`an image is expected, but its size is given as ${width} x ${height} pixels`);
  }
  return { height, width };
}

/** Checks that a page is one this software reads, and that the file has room for its pixels. */
export async function readPage(source: TiffSource, directory: TiffDirectory): Promise<TiffPage> {
  const size = await readPageSize(directory);
  const sample = await readSample(directory);
  const compression = await directory.number(tiffTag.compression, 1);
  const codec = codecOfCompression[compression];
  if (codec === undefined) {
    throw directory.refuse(
      `compression none, LZW, deflate, zstd or PackBits is expected, but found number ${compression} ` +
        `(${nameOfCompression(compression)})`,
    );
  }
  const tiled = directory.has(tiffTag.tileWidth);
  const shape = {
    columns: tiled ? await directory.number(tiffTag.tileWidth, 0) : size.width,
    rows: tiled
      ? await directory.number(tiffTag.tileLength, 0)
      : Math.min(await directory.number(tiffTag.rowsPerStrip, size.height), size.height),
  };
  if (!(shape.columns >= 1 && shape.rows >= 1)) {
    throw directory.refuse(`tiles or strips of at least one pixel are expected, not ${shape.columns} x ${shape.rows}`);
  }
  const layout: SegmentLayout = {
    codec,
    sample,
    bigEndian: !source.littleEndian,
    predictor: await readPredictor(directory, codec, sample),
    tiled,
    ...shape,
  };
  return { directory, ...size, sample, layout, ...(await readRanges(source, directory, layout, size)) };
}

/** What is stored for a pixel; everything that is not one grey number is refused with what it is. */
async function readSample(directory: TiffDirectory): Promise<StoredPixel> {
  const photometric = await directory.number(tiffTag.photometric, 1);
  const samples = await directory.number(tiffTag.samplesPerPixel, 1);
  if (photometric > 1 || samples !== 1) {
    const found = photometric > 1 ? nameOfPhotometric(photometric) : 'grey with more channels';
    throw directory.refuse(`one grey value a pixel is expected, but found ${found}, ${samples} values a pixel`);
  }
  const depth = await directory.number(tiffTag.imageDepth, 1);
  if (depth !== 1) throw directory.refuse(`a flat image is expected, but found a volume of depth ${depth}`);
  const order = await directory.number(tiffTag.fillOrder, 1);
  if (order !== 1)
    throw directory.refuse(`bits in order 1 (high bit first) are expected, but found fill order ${order}`);
  const bits = await directory.number(tiffTag.bitsPerSample, 1);
  const format = await directory.number(tiffTag.sampleFormat, 1);
  const sample = findStoredPixel(format, bits);
  if (sample === null) {
    throw directory.refuse(
      'integers of 1 to 64 bits or floats of 16 to 64 bits are expected, but found ' +
        `${nameOfSampleFormat(format)} of ${bits} bits`,
    );
  }
  return sample;
}

async function readPredictor(directory: TiffDirectory, codec: string, sample: StoredPixel): Promise<1 | 2 | 3> {
  const predictor = await directory.number(tiffTag.predictor, 1);
  // The others have no predictor, whatever the tag says.
  if (predictor === 1 || codec === 'none' || codec === 'packbits') return 1;
  const bits = Number(sample.slice(1));
  if (predictor === 2 && bits >= 8) return 2;
  if (predictor === 3 && sample.startsWith('f')) return 3;
  throw directory.refuse(`predictor ${predictor} does not go with pixels of type ${sample}: expected 1, 2 or 3`);
}

/** Where the segments are, every one inside the file and large enough for its pixels. */
async function readRanges(
  source: TiffSource,
  directory: TiffDirectory,
  layout: SegmentLayout,
  { height, width }: { height: number; width: number },
): Promise<{ offsets: Float64Array; lengths: Float64Array }> {
  const across = Math.ceil(width / layout.columns);
  const count = across * Math.ceil(height / layout.rows);
  const what = layout.tiled ? 'tile' : 'strip';
  const offsets = await directory.numbers(layout.tiled ? tiffTag.tileOffsets : tiffTag.stripOffsets);
  const found = await directory.numbers(layout.tiled ? tiffTag.tileByteCounts : tiffTag.stripByteCounts);
  const rowBytes = Math.ceil((layout.columns * Number(layout.sample.slice(1))) / 8);
  const bytesOf = (index: number): number => {
    const top = Math.floor(index / across) * layout.rows;
    return rowBytes * (layout.tiled ? layout.rows : Math.min(layout.rows, height - top));
  };
  // Old writers of plain pages leave the byte counts out: the size of the image says them.
  const lengths =
    found.length === 0 && layout.codec === 'none' && offsets.length === count
      ? Float64Array.from(offsets, (_, index) => bytesOf(index))
      : found;
  if (offsets.length !== count || lengths.length !== count) {
    throw directory.refuse(
      `${count} ${what}s are expected for ${width} x ${height} pixels, but found places of ${offsets.length} ` +
        `and byte counts of ${lengths.length}`,
    );
  }
  lengths.forEach((length, index) => {
    const offset = offsets[index] ?? 0;
    if (offset + length > source.size) {
      throw source.refuse(
        `${what} ${index + 1} of ${count} is expected at bytes ${offset} to ${offset + length - 1}, but the file ends ` +
          `after ${source.size}: it is cut short, or still being written`,
      );
    }
    const needed = bytesOf(index);
    if (length * mostUnpacked[layout.codec] < needed) {
      throw source.refuse(
        `${what} ${index + 1} of ${count} needs ${needed} bytes of pixels, but the ${length} bytes at byte ${offset} ` +
          `(${layout.codec}) cannot hold them`,
      );
    }
  });
  return { offsets, lengths };
}
