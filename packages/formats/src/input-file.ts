import { open, stat, type FileHandle } from 'node:fs/promises';
import { DataError, UserError } from '@vitreous/errors';

/** Larger files are not held in memory whole. */
const mostBytes = 2 ** 31 - 1;

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

/** Opens `path` for reading and hands it to `work`. @throws UserError when it cannot be read as a file. */
export async function withInputFile<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await openInput(path);
  try {
    return await work(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

/** The bytes of a file of up to 2 GiB. */
export function readWholeFile(path: string): Promise<Buffer> {
  return withInputFile(path, async (file, size) => {
    if (size > mostBytes) throw new UserError(`Cannot read ${path} whole: it has ${size} bytes, more than 2 GiB.`);
    return file.readFile();
  });
}

/** The bytes of a file of any size, piece by piece. Each piece is valid until the next is asked for. */
export async function* readChunks(path: string, chunkBytes: number): AsyncGenerator<Buffer> {
  const file = await openInput(path);
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function openInput(path: string): Promise<FileHandle> {
  try {
    // Asked before opening: to open a pipe is to wait for its other end.
    const info = await stat(path);
    if (info.isFile()) return await open(path, 'r');
    if (!info.isDirectory()) throw new UserError(`Cannot read ${path}: that is a device or a pipe, not a file.`);
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    throw reason === undefined ? error : new UserError(`Cannot read ${path}: ${reason}.`, { cause: error });
  }
  throw new UserError(`Cannot read ${path}: that is a folder; name a file.`);
}

/**
 * Exactly `length` bytes of `file` from `offset`.
 *
 * @throws DataError naming `what` when the file ends before them. Check `length` against the file's size first
 *   where it comes from the file itself.
 */
export async function readBytes(
  file: FileHandle,
  path: string,
  offset: number,
  length: number,
  what: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) {
      throw new DataError(
        `${path} ends at byte ${offset + filled}, inside ${what}: ${length} bytes from byte ${offset} were expected. ` +
          'It may not have been copied whole.',
      );
    }
    filled += bytesRead;
  }
  return bytes;
}
