import { Readable } from 'node:stream';
import { readImage } from '@vitreous/formats';
import { contrastByPercentiles, toGreyBytes, type Contrast } from '@vitreous/pictures';
import type { FastifyReply } from 'fastify';

export interface GreyMicrograph {
  readonly width: number;
  readonly height: number;
  /** A byte per pixel, row 0 first, in pieces. */
  readonly bytes: () => AsyncGenerator<Uint8Array>;
}

/** Pixels turned at once; others are answered between two pieces. */
const pieceLength = 1024 * 1024;

/**
 * A corrected micrograph in full size as a grey byte per pixel, wide enough that contrast can be chosen where it is
 * shown: five standard deviations about the mean lie within.
 *
 * @throws UserError and DataError as `readImage`.
 */
export async function readGreyMicrograph(path: string): Promise<GreyMicrograph> {
  const { width, height, data } = await readImage(path, { threads: 2 });
  const contrast = widen(contrastByPercentiles({ width, height, data }));
  const rows = Math.max(1, Math.floor(pieceLength / width));
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (let row = 0; row < height; row += rows) {
      const count = Math.min(rows, height - row);
      const piece = data.subarray(row * width, (row + count) * width);
      yield toGreyBytes({ width, height: count, data: piece }, contrast);
      await new Promise(setImmediate);
    }
  }
  return { width, height, bytes };
}

/** Sends all pixels of a micrograph, with its size in the head. */
export async function sendGreyMicrograph(reply: FastifyReply, path: string): Promise<FastifyReply> {
  const { width, height, bytes } = await readGreyMicrograph(path);
  const size = { 'x-width': String(width), 'x-height': String(height), 'content-length': String(width * height) };
  return reply.headers({ ...size, 'content-type': 'application/octet-stream' }).send(Readable.from(bytes()));
}

/** From 2.75 standard deviations, where the percentiles lie in noise, to 5. */
function widen({ black, white }: Contrast): Contrast {
  const more = (white - black) * 0.41;
  return { black: black - more, white: white + more };
}
