import { open, type FileHandle } from 'node:fs/promises';

const chunkBytes = 16 * 2 ** 20;

/** Copies a file to a new one and onto the disk, calling `before` with the bytes that come next. */
export async function copyFile(from: string, to: string, before: (bytes: number) => Promise<void>): Promise<void> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      await copyAll(source, target, before);
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyAll(
  source: FileHandle,
  target: FileHandle,
  before: (bytes: number) => Promise<void>,
): Promise<void> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (;;) {
    const { bytesRead } = await source.read(chunk, 0, chunkBytes, null);
    if (bytesRead === 0) return;
    await before(bytesRead);
    for (let done = 0; done < bytesRead;) {
      done += (await target.write(chunk, done, bytesRead - done)).bytesWritten;
    }
  }
}
