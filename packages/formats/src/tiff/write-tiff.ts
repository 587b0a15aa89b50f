import { UserError } from '@vitreous/errors';
import {
  createMovieStack,
  packTiffStrips,
  type ByteCodec,
  type Image,
  type MovieStack,
  type PixelKind,
  type Stack,
} from '@vitreous/numerics';
import { writeAtomically } from '../atomic-file.js';
import { compressionOfCodec } from './tiff-coding.js';
import { headerBytes, layOutTiff, type TiffField, type WrittenPage } from './tiff-layout.js';
import { resolutionOfPixelSize } from './tiff-resolution.js';
import { tiffTag } from './tiff-tag.js';
import { writeAll } from './write-all.js';

export interface WriteTiffOptions {
  readonly compression: ByteCodec;
  /** How pixels are stored: a movie's own kind, and floats for images, unless said. */
  readonly kind?: PixelKind;
  /** Stored as the resolution. */
  readonly pixelSizeA?: number;
  /** BigTIFF also where a classic file would do. */
  readonly bigTiff?: boolean;
  readonly threads?: number;
}

/** Pixels of a strip before packing, in bytes: large enough to pack well, small enough to stay in a cache. */
const stripBytes = 2 ** 17;

const ranges: Readonly<Record<PixelKind, readonly [number, number]>> = {
  u8: [0, 255],
  i8: [-128, 127],
  u16: [0, 65_535],
  i16: [-32_768, 32_767],
  f32: [-Infinity, Infinity],
};

/**
 * Writes a movie, a stack or an image as a greyscale TIFF of one page a frame, rows reversed (the last row of a
 * frame is the top of the page), BigTIFF where it grows beyond 4 GiB. Floats are rounded to an integer `kind`.
 *
 * @throws UserError when a pixel does not fit `kind`, or the file cannot be written; nothing is left behind.
 */
export async function writeTiff(
  path: string,
  pixels: MovieStack | Stack | Image,
  options: WriteTiffOptions,
): Promise<void> {
  const { compression, pixelSizeA, bigTiff = false, threads = 1 } = options;
  if (pixelSizeA !== undefined && !(pixelSizeA > 0 && pixelSizeA <= 1e8)) {
    throw new UserError(`Cannot write ${path}: a pixel size above 0 is expected, not ${pixelSizeA} Å.`);
  }
  const kind = options.kind ?? ('kind' in pixels ? pixels.kind : 'f32');
  const rowBytes = (pixels.width * Number(kind.slice(1))) / 8;
  const rows = Math.min(pixels.height, Math.max(1, Math.floor(stripBytes / rowBytes)));
  const fields = listFields(pixels, kind, compression, rows, pixelSizeA ?? null);
  await writeAtomically(path, async (file) => {
    const pages: WrittenPage[] = [];
    let end = headerBytes;
    await eachFrame(path, pixels, kind, async (movie, frame) => {
      const { bytes, lengths } = await packTiffStrips(movie, frame, {
        rows,
        codec: compression,
        threads,
      });
      await writeAll(file, bytes, end);
      const offsets: number[] = [];
      for (const length of lengths) {
        offsets.push(end);
        end += length;
      }
      pages.push({ fields, offsets, lengths });
    });
    const { header, directories, directoriesAt } = layOutTiff(pages, end, { big: bigTiff });
    await writeAll(file, directories, directoriesAt);
    await writeAll(file, header, 0);
  });
}

const sampleFormats: Readonly<Record<string, number>> = { u: 1, i: 2, f: 3 };

function listFields(
  { height, width }: { height: number; width: number },
  kind: PixelKind,
  codec: ByteCodec,
  rows: number,
  pixelSizeA: number | null,
): TiffField[] {
  const [format = ''] = kind;
  const fields: TiffField[] = [
    { tag: tiffTag.newSubfileType, type: 'long', values: [0] },
    { tag: tiffTag.imageWidth, type: 'long', values: [width] },
    { tag: tiffTag.imageLength, type: 'long', values: [height] },
    { tag: tiffTag.bitsPerSample, type: 'short', values: [Number(kind.slice(1))] },
    { tag: tiffTag.compression, type: 'short', values: [compressionOfCodec[codec]] },
    { tag: tiffTag.photometric, type: 'short', values: [1] },
    { tag: tiffTag.samplesPerPixel, type: 'short', values: [1] },
    { tag: tiffTag.rowsPerStrip, type: 'long', values: [rows] },
    { tag: tiffTag.sampleFormat, type: 'short', values: [sampleFormats[format] ?? 1] },
  ];
  if (pixelSizeA === null) return fields;
  const resolution = resolutionOfPixelSize(pixelSizeA);
  return [
    ...fields,
    { tag: tiffTag.xResolution, type: 'rational', values: resolution },
    { tag: tiffTag.yResolution, type: 'rational', values: resolution },
    { tag: tiffTag.resolutionUnit, type: 'short', values: [3] },
  ];
}

/** Hands every frame to `work` in a movie of kind `kind`. */
async function eachFrame(
  path: string,
  pixels: MovieStack | Stack | Image,
  kind: PixelKind,
  work: (movie: MovieStack, frame: number) => Promise<void>,
): Promise<void> {
  if ('kind' in pixels && pixels.kind === kind) {
    for (let frame = 0; frame < pixels.frames; frame++) await work(pixels, frame);
    return;
  }
  const area = pixels.height * pixels.width;
  const count = 'kind' in pixels ? pixels.frames : 'count' in pixels ? pixels.count : 1;
  const single = createMovieStack(kind, 1, pixels.height, pixels.width);
  try {
    for (let frame = 0; frame < count; frame++) {
      const values =
        'kind' in pixels ? await pixels.handle.frame(frame) : pixels.data.subarray(frame * area, (frame + 1) * area);
      refuseBeyondRange(path, values, kind, frame);
      await single.handle.setFrame(0, values);
      await work(single, 0);
    }
  } finally {
    await single.release();
  }
}

/** An integer file would otherwise say 255 where 300 electrons were counted. */
function refuseBeyondRange(path: string, values: Float32Array, kind: PixelKind, frame: number): void {
  if (kind === 'f32') return;
  const [least, most] = ranges[kind];
  const bad = values.find((value) => !(value >= least - 0.5 && value < most + 0.5));
  if (bad === undefined) return;
  throw new UserError(
    `Cannot write ${path}: frame ${frame} has a pixel of ${bad}, but ${kind} holds ${least} to ${most}: ` +
      'choose a kind that holds it.',
  );
}
