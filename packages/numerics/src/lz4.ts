import { native } from './native.js';

/** LZ4 blocks (without a frame), by the kernel. */

/** The block of `bytes`. */
export function compressLz4(bytes: Uint8Array): Promise<Uint8Array> {
  return native.lz4Compress(bytes);
}

/** The `size` bytes that `block` stands for; rejects when it is broken or stands for another number of bytes. */
export function decompressLz4(block: Uint8Array, size: number): Promise<Uint8Array> {
  return native.lz4Decompress(block, size);
}
