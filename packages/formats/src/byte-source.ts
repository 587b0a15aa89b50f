import type { FileHandle } from 'node:fs/promises';
import { DataError } from '@vitreous/errors';
import { withInputFile } from './input-file.js';

/** Bytes that can be read anywhere: an open file, or memory. */
export interface ByteSource {
  /** For messages. */
  readonly path: string;
  readonly size: number;
  /**
   * `length` bytes from `offset`, in the memory of `into` (which is as large) where that is given and they are not in
   * memory yet. @throws DataError when they are not all there.
   */
  read(offset: number, length: number, into?: Buffer): Promise<Buffer>;
}

export function sourceOfBytes(bytes: Uint8Array, path: string): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    path,
    size: bytes.length,
    read: async (offset, length) => {
      checkInside(path, bytes.length, offset, length);
      return Promise.resolve(buffer.subarray(offset, offset + length));
    },
  };
}

/** Opens `path` for `work`. @throws UserError when it cannot be opened. */
export function withFileSource<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  return withInputFile(path, (file, size) =>
    work({
      path,
      size,
      read: async (offset, length, into = Buffer.allocUnsafe(length)) => {
        checkInside(path, size, offset, length);
        return readFully(file, path, offset, into.subarray(0, length));
      },
    }),
  );
}

async function readFully(file: FileHandle, path: string, offset: number, bytes: Buffer): Promise<Buffer> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0)
      throw new DataError(`${path}: the file was cut short at byte ${offset + done} while it was read.`);
    done += bytesRead;
  }
  return bytes;
}

function checkInside(path: string, size: number, offset: number, length: number): void {
  if (offset + length > size) {
    throw new DataError(
      `${path}: the file ends at byte ${size}, but ${length} bytes were expected from byte ${offset}: it is cut short or its header lies.`,
    );
  }
}
