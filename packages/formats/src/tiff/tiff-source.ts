import type { FileHandle } from 'node:fs/promises';
import { DataError } from '@vitreous/errors';

/** Small reads are answered from a block of this size: a directory and its lists mostly lie together. */
const blockBytes = 4096;

/** A TIFF file open for reading: its size, its byte order, and numbers at checked places. */
export class TiffSource {
  private block: Buffer = Buffer.alloc(0);
  private blockStart = 0;

  private constructor(
    readonly path: string,
    readonly size: number,
    readonly littleEndian: boolean,
    /** BigTIFF has 64-bit places. */
    readonly big: boolean,
    private readonly file: FileHandle,
  ) {}

  /** Reads the first bytes of the file, which tell the form. @throws DataError when it is no TIFF. */
  static async open(path: string, file: FileHandle, size: number): Promise<TiffSource> {
    const start = await readUpTo(file, 0, Math.min(size, 4));
    const order = start.toString('latin1', 0, 2);
    if (start.length < 4 || (order !== 'II' && order !== 'MM')) {
      throw new DataError(
        `${path} is not a TIFF file: expected it to begin with II or MM, found ` +
          (size === 0 ? 'an empty file.' : `the bytes ${start.toString('hex')}.`),
      );
    }
    const version = order === 'II' ? start.readUInt16LE(2) : start.readUInt16BE(2);
    if (version !== 42 && version !== 43) {
      throw new DataError(
        `${path} is not a TIFF file: expected version 42 (or 43, BigTIFF) at byte 2, found ${version}.`,
      );
    }
    return new TiffSource(path, size, order === 'II', version === 43, file);
  }

  /** `length` bytes from `offset`; `what` they are is said when the file does not hold them. */
  async read(offset: number, length: number, what: string): Promise<DataView> {
    if (offset + length > this.size) {
      throw this.refuse(
        `${what} is expected at bytes ${offset} to ${offset + length - 1}, but the file ends after ${this.size}: ` +
          'it is cut short, or still being written',
      );
    }
    const from = offset - this.blockStart;
    if (from < 0 || from + length > this.block.length) {
      const wanted = Math.min(Math.max(length, blockBytes), this.size - offset);
      this.block = await readUpTo(this.file, offset, wanted);
      this.blockStart = offset;
      if (this.block.length < length) throw this.refuse(`${what} at byte ${offset} cannot be read: the file shrank`);
    }
    return new DataView(this.block.buffer, this.block.byteOffset + offset - this.blockStart, length);
  }

  /** The error that says why this file is not read. */
  refuse(why: string): DataError {
    return new DataError(`${this.path}: ${why}.`);
  }

  /** An unsigned 64-bit number as a place in the file; one beyond 2^53 stays beyond any file. */
  place(view: DataView, at: number): number {
    return Number(view.getBigUint64(at, this.littleEndian));
  }
}

async function readUpTo(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
