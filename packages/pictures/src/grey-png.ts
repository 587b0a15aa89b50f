import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Image } from '@vitreous/numerics';
import { contrastByPercentiles, toGreyBytes, type Contrast } from './contrast.js';
import { crc32 } from './crc32.js';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** An 8-bit grey PNG of `image`, row 0 at the top. Contrast is by percentiles where none is given. */
export async function encodeGreyPng(image: Image, { contrast }: { contrast?: Contrast } = {}): Promise<Buffer> {
  const { height, width } = image;
  const grey = toGreyBytes(image, contrast ?? contrastByPercentiles(image));
  // In front of each row its filter: 0, none.
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) rows.set(grey.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const packed = await promisify(deflate)(rows, { level: 6 });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, grey; compression, filter and order of rows as PNG has only or usually.
  header.set([8, 0, 0, 0, 0], 8);
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
