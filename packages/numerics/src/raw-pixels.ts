import type { MovieStack, PixelKind } from './movie-stack.js';
import { native } from './native.js';

/**
 * How one pixel lies in a file. `u4`: two a byte, the first in the low half, rows of odd width padded by half
 * a byte. `f16`: IEEE 754 binary16.
 */
export type PixelEncoding = PixelKind | 'u4' | 'f16';

/** How a whole file is packed. */
export type Packing = 'none' | 'gzip' | 'bzip2';

/** Where uncompressed pixels lie in a file, and how. */
export interface RawLayout {
  readonly path: string;
  readonly packing: Packing;
  /** Bytes before the first pixel, counted after unpacking. */
  readonly offset: number;
  readonly encoding: PixelEncoding;
  readonly bigEndian: boolean;
}

/** The kind of movie that holds pixels of an encoding without loss or a copy as floats. */
export function kindOfEncoding(encoding: PixelEncoding): PixelKind {
  if (encoding === 'u4') return 'u8';
  return encoding === 'f16' ? 'f32' : encoding;
}

/** Fills all frames of `movie`, whose kind must be `kindOfEncoding(layout.encoding)` or `f32`, from a file. */
export function readRawMovie(movie: MovieStack, layout: RawLayout, { threads = 1 } = {}): Promise<void> {
  return native.rawReadStack(movie.handle, layout, threads);
}

/** `rows` rows of `width` pixels from a file, as floats. */
export function readRawFloats(
  rows: number,
  width: number,
  layout: RawLayout,
  { threads = 1 } = {},
): Promise<Float32Array> {
  return native.rawReadFloats(rows, width, layout, threads);
}

/** The first `most` unpacked bytes of a file, or all of them where there are fewer. */
export function readRawStart(path: string, packing: Packing, most: number): Promise<Uint8Array> {
  return native.rawReadStart(path, packing, most);
}

/**
 * Little-endian bytes of `values`: integers rounded and clamped to their range, NaN as 0. Not for `u4`. `f32` are the values
 * as they lie in memory, not a copy (a new page of memory costs more than what is written to it).
 */
export function encodeRaw(values: Float32Array, encoding: PixelEncoding, { threads = 1 } = {}): Promise<Uint8Array> {
  if (encoding === 'f32') return Promise.resolve(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return native.rawEncode(values, encoding, threads);
}

/** Little-endian bytes of `count` frames of a movie from frame `first`, in its own kind. */
export function encodeRawFrames(movie: MovieStack, first: number, count: number): Promise<Uint8Array> {
  return native.rawFrameBytes(movie.handle, first, count);
}
