import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { crc32 } from './crc32.js';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** How PNG calls what a pixel holds, by the bytes of a pixel: grey, or red, green, blue and opacity. */
const colourTypes = { 1: 0, 4: 6 } as const;

/** A PNG of 8-bit samples, (height, width, bytes of a pixel). */
export async function encodePng(
  samples: Uint8Array,
  { height, width, pixelBytes }: { height: number; width: number; pixelBytes: 1 | 4 },
): Promise<Buffer> {
  // In front of each row its filter: 0, none.
  const line = width * pixelBytes;
  const rows = Buffer.alloc(height * (line + 1));
  for (let y = 0; y < height; y++) rows.set(samples.subarray(y * line, (y + 1) * line), y * (line + 1) + 1);
  const packed = await promisify(deflate)(rows, { level: 6 });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits; compression, filter and order of rows as PNG has only or usually.
  header.set([8, colourTypes[pixelBytes], 0, 0, 0], 8);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

/** Length, name, content, and the check of name and content (PNG specification, section 5.3). */
function chunk(name: string, content: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, check]);
}
