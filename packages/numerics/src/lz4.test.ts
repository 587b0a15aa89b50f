import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressLz4, createRandom, decompressLz4, reference } from './index.js';

/** Bytes with runs and repeats, so that every kind of sequence occurs. */
function repetitive(length: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length;) {
    const run = Math.min(length - i, 1 + random.integer(600));
    const back = random.integer(i + 1);
    for (let j = 0; j < run; j++, i++) bytes[i] = back === 0 ? random.integer(256) : (bytes[i - back] ?? 0);
  }
  return bytes;
}

describe('LZ4 blocks', () => {
  it.each([0, 1, 4, 14, 15, 16, 269, 270, 271, 4096, 70_001])(
    'of %i bytes: the kernel and its twin agree',
    async (length) => {
      const bytes = repetitive(length, length);
      const block = await compressLz4(bytes);
      expect(reference.decompressLz4(block)).toEqual(bytes);
      expect(await decompressLz4(block, length)).toEqual(bytes);
      expect(await decompressLz4(reference.literalLz4(bytes), length)).toEqual(bytes);
    },
  );

  it('makes zeros small', async () => {
    expect((await compressLz4(new Uint8Array(100_000))).length).toBeLessThan(500);
  });

  it('refuses a wrong size, without asking for its memory', async () => {
    const block = await compressLz4(new Uint8Array(1000));
    await expect(decompressLz4(block, 999)).rejects.toThrow('LZ4');
    await expect(decompressLz4(block, 1001)).rejects.toThrow('holds 1000 bytes where 1001 were expected');
    await expect(decompressLz4(block, 2 ** 45)).rejects.toThrow('cannot hold');
  });

  it('refuses broken blocks where its twin does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(2000), async (block, size) => {
        const kernel = await decompressLz4(block, size).catch(() => null);
        let twin: Uint8Array | null = null;
        try {
          twin = reference.decompressLz4(block);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        // The kernel may be stricter than the twin (a block must end in literals), never laxer.
        if (kernel !== null) expect(twin).toEqual(kernel);
      }),
      { numRuns: 1000 },
    );
  });
});
