import { writeAtomically } from '@vitreous/formats';
import { Problem } from '../problem.js';

/** Largest upload: a large particle stack. */
const most = 1024 ** 4;

/**
 * Writes a stream of bytes to a file, all or nothing, without holding it in memory; returns its size.
 *
 * @throws Problem 413 when it is larger than `limit`, 422 when there is none.
 */
export async function receiveFile(
  path: string,
  stream: AsyncIterable<Uint8Array> | undefined,
  limit = most,
): Promise<number> {
  if (stream === undefined || typeof stream[Symbol.asyncIterator] !== 'function') {
    throw new Problem(422, [{ type: 'missing', loc: ['body'], msg: 'Expected a stream of bytes.', input: null }]);
  }
  let size = 0;
  await writeAtomically(path, async (file) => {
    for await (const piece of stream) {
      size += piece.length;
      if (size > limit) throw new Problem(413, `The upload is larger than ${limit} bytes.`);
      await file.write(piece);
    }
  });
  return size;
}
