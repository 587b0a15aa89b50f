import { native } from './native.js';

/** The lossless codings of bytes that image files use: TIFF's LZW, deflate with zlib's header, zstd, PackBits. */
export type ByteCodec = 'none' | 'lzw' | 'deflate' | 'zstd' | 'packbits';

/**
 * The first `size` bytes that `input` unpacks to; memory is only ever taken for that many.
 *
 * @throws Error when `input` is broken or unpacks to fewer.
 */
export function unpackBytes(codec: ByteCodec, input: Uint8Array, size: number): Promise<Uint8Array> {
  return native.unpackBytes(codec, input, size);
}

/** `input` packed; `row` is the length of an image row in bytes, across which PackBits may not reach. */
export function packBytes(codec: ByteCodec, input: Uint8Array, { row }: { row: number }): Promise<Uint8Array> {
  return native.packBytes(codec, input, row);
}
