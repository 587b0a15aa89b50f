import type { ByteCodec } from './byte-codec.js';
import type { MovieStack, PixelKind } from './movie-stack.js';
import { native } from './native.js';

/** How a TIFF stores a pixel; u1, u2 and u4 share bytes, the first pixel in the high bits. */
export type StoredPixel =
  'u1' | 'u2' | 'u4' | 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f16' | 'f32' | 'f64';

/** The pixel type of a stack that takes each: what has no integer type of its own becomes the nearest float. */
export const kindOfStoredPixel: Readonly<Record<StoredPixel, PixelKind>> = {
  u1: 'u8',
  u2: 'u8',
  u4: 'u8',
  u8: 'u8',
  i8: 'i8',
  u16: 'u16',
  i16: 'i16',
  u32: 'f32',
  i32: 'f32',
  u64: 'f32',
  i64: 'f32',
  f16: 'f32',
  f32: 'f32',
  f64: 'f32',
};

/** What the strips or tiles of a run of TIFF pages share. */
export interface SegmentLayout {
  readonly codec: ByteCodec;
  readonly sample: StoredPixel;
  readonly bigEndian: boolean;
  /** 1: none, 2: differences of integers along the row, 3: differences of the bytes of floats. */
  readonly predictor: 1 | 2 | 3;
  /** Pixels across a segment: the width of the image for strips; tiles may reach over its edges. */
  readonly columns: number;
  readonly rows: number;
  /** Tiles are stored whole at the edges; the last strip holds only the rows that are left. */
  readonly tiled: boolean;
}

/**
 * Fills frames of `movie` from `firstFrame` on with TIFF pages read from the file. Segments are listed page after
 * page, each from its top left along its rows of segments, as (`offsets`, `lengths`) in bytes. TIFF stores the top
 * row first, a movie last: rows are reversed.
 *
 * @throws Error naming the place in the file, when a segment is broken or holds too few pixels.
 */
export function readTiffSegments(
  movie: MovieStack,
  path: string,
  layout: SegmentLayout,
  offsets: Float64Array,
  lengths: Float64Array,
  { firstFrame = 0, threads = 1 }: { firstFrame?: number; threads?: number } = {},
): Promise<void> {
  return native.readTiffSegments(movie.handle, path, layout, firstFrame, offsets, lengths, threads);
}

/**
 * Frame `frame` as packed strips of `rows` rows (fewer in the last), little-endian, top row first: the strips one
 * after the other, and the length of each in bytes.
 */
export function packTiffStrips(
  movie: MovieStack,
  frame: number,
  { rows, codec, threads = 1 }: { rows: number; codec: ByteCodec; threads?: number },
): Promise<{ bytes: Uint8Array; lengths: number[] }> {
  return native.packTiffStrips(movie.handle, frame, rows, codec, threads);
}
