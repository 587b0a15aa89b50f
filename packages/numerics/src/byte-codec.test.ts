import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packBytes, unpackBytes, type ByteCodec } from './byte-codec.js';
import { createRandom, type Random } from './random.js';
import * as reference from './reference/index.js';

const codecs: readonly ByteCodec[] = ['none', 'lzw', 'deflate', 'zstd', 'packbits'];

/** Bytes of several characters: counts, noise, long runs, and every length near the turns of a format. */
function samples(random: Random): Uint8Array[] {
  const counts = (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => Math.floor(-Math.log(1 - random.uniform()) * 1.5));
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.integer(256));
  const runs = (length: number): Uint8Array => {
    let [left, value] = [0, 0];
    return Uint8Array.from({ length }, () => {
      if (left-- <= 0) [left, value] = [random.integer(400), random.integer(256)];
      return value;
    });
  };
  const lengths = [0, 1, 2, 3, 127, 128, 129, 255, 256, 257, 258, 511, 512, 1000, 3837, 3838, 3839, 5000, 20_000];
  return [...lengths.flatMap((length) => [counts(length), noise(length), runs(length)]), new Uint8Array(70_000)];
}

/** Byte for byte; far quicker than a deep comparison. */
function expectSame(found: Uint8Array, wanted: Uint8Array): void {
  expect(Buffer.compare(found, wanted)).toBe(0);
}

describe.each(codecs)('%s', (codec) => {
  it('gives back what it packed, and the beginning of it when less is asked for', async () => {
    for (const bytes of samples(createRandom(1))) {
      const packed = await packBytes(codec, bytes, { row: 100 });
      expectSame(await unpackBytes(codec, packed, bytes.length), bytes);
      if (codec !== 'zstd') {
        const part = Math.floor(bytes.length / 2);
        expectSame(await unpackBytes(codec, packed, part), bytes.subarray(0, part));
      }
    }
  });

  it('refuses what holds fewer bytes than asked for', async () => {
    const packed = await packBytes(codec, new Uint8Array(100).fill(7), { row: 100 });
    await expect(unpackBytes(codec, packed, 101)).rejects.toThrow(/100 bytes: expected 101/);
    await expect(unpackBytes(codec, packed.subarray(0, packed.length / 2), 100)).rejects.toThrow();
    await expect(unpackBytes(codec, new Uint8Array(0), 1)).rejects.toThrow();
  });

  it('survives broken input: an answer of the asked size or a refusal', async () => {
    const random = createRandom(2);
    for (let trial = 0; trial < 150; trial++) {
      const bytes = Uint8Array.from({ length: 3000 }, () => random.integer(trial % 2 === 0 ? 4 : 256));
      const packed = await packBytes(codec, bytes, { row: 300 });
      for (let flips = 1 + random.integer(4); flips > 0; flips--) {
        packed[random.integer(packed.length)] = random.integer(256);
      }
      const size = [100, 3000, 9000][trial % 3] ?? 0;
      const found = await unpackBytes(codec, packed, size).catch((error: unknown) => String(error));
      if (typeof found !== 'string') expect(found.length).toBe(size);
    }
  });
});

describe('LZW', () => {
  it('reads what its twin writes, in the present form and the old one', async () => {
    for (const bytes of samples(createRandom(3)).filter(({ length }) => length > 0 && length <= 5000)) {
      for (const old of [false, true]) {
        expectSame(await unpackBytes('lzw', reference.lzwEncode(bytes, { old }), bytes.length), bytes);
      }
    }
  });

  it('writes, byte for byte, what its twin writes and reads', async () => {
    for (const bytes of samples(createRandom(4)).filter(({ length }) => length <= 5000)) {
      const packed = await packBytes('lzw', bytes, { row: 1 });
      expectSame(packed, reference.lzwEncode(bytes));
      expectSame(reference.lzwDecode(packed), bytes);
    }
  });

  it('refuses a code that has no string yet', async () => {
    // Clear, then code 300.
    const bits = `100000000${(300).toString(2).padStart(9, '0')}`.padEnd(24, '0');
    const input = Uint8Array.from([0, 8, 16], (at) => parseInt(bits.slice(at, at + 8), 2));
    await expect(unpackBytes('lzw', input, 10)).rejects.toThrow('code 300 at bit 9: expected one below 258');
  });
});

describe('PackBits', () => {
  it('agrees with its twin in both directions', async () => {
    for (const bytes of samples(createRandom(5))) {
      expectSame(await unpackBytes('packbits', reference.packBitsEncode(bytes), bytes.length), bytes);
      expectSame(reference.packBitsDecode(await packBytes('packbits', bytes, { row: bytes.length })), bytes);
    }
  });

  it('reads the example of the TIFF specification, with its meaningless byte', async () => {
    const packed = Uint8Array.of(0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0x80, 0xfd, 0xaa);
    expect(await unpackBytes('packbits', packed, 10)).toEqual(
      Uint8Array.of(0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa),
    );
  });
});

it('deflates as zlib does', async () => {
  for (const bytes of samples(createRandom(6))) {
    expectSame(await unpackBytes('deflate', deflateSync(bytes), bytes.length), bytes);
    expectSame(inflateSync(await packBytes('deflate', bytes, { row: 1 })), bytes);
  }
});

it('takes memory for the asked size only, whatever a deflate bomb would unpack to', async () => {
  const bomb = deflateSync(new Uint8Array(50_000_000));
  expect(await unpackBytes('deflate', bomb, 64)).toEqual(new Uint8Array(64));
});
