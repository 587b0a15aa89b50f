import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError } from '@vitreous/errors';
import { withFileSource } from '../byte-source.js';
import { readChunks } from '../input-file.js';

const chunkBytes = 1 << 18;
const mostLineBytes = 1 << 20;
/** Unpacked; the largest entries of the archive have about a gigabyte. */
const mostBytes = 2 ** 33;

/** The lines of a text file, gzipped or not (as its first bytes say), without their ends. */
export async function* readTextLines(path: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let total = 0;
  for await (const chunk of (await isGzip(path)) ? unzip(path) : readChunks(path, chunkBytes)) {
    total += chunk.length;
    if (total > mostBytes) throw new DataError(`${path}: it unpacks to more than ${mostBytes} bytes.`);
    const end = chunk.lastIndexOf(10) + 1;
    if (rest.length > mostLineBytes) throw new DataError(`${path}: a line is longer than ${mostLineBytes} bytes.`);
    if (end === 0) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const lines = Buffer.concat([rest, chunk.subarray(0, end)])
      .toString('latin1')
      .split('\n');
    lines.pop();
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    rest = Buffer.from(chunk.subarray(end));
  }
  if (rest.length > 0) yield rest.toString('latin1');
}

function isGzip(path: string): Promise<boolean> {
  return withFileSource(path, async (source) => {
    const magic = await source.read(0, Math.min(2, source.size));
    return magic[0] === 0x1f && magic[1] === 0x8b;
  });
}

async function* unzip(path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  pipeline(Readable.from(copies(path)), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_')) throw error;
    throw new DataError(`${path}: the gzip stream is broken or cut short: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** The stream below reads ahead, so that each piece must be its own. */
async function* copies(path: string): AsyncGenerator<Buffer> {
  for await (const chunk of readChunks(path, chunkBytes)) yield Buffer.from(chunk);
}
