import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import { createRandom, type ByteCodec } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTiff, greyTags, type FixtureTag } from '../testing/tiff-fixture.js';
import { readTiffInfo, readTiffMovie } from './read-tiff.js';
import { writeTiff } from './write-tiff.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-tiff-broken-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Reads and releases; answers what was thrown, or null. */
async function failureOf(path: string): Promise<unknown> {
  try {
    await (await readTiffMovie(path)).release();
    return null;
  } catch (error) {
    return error;
  }
}

async function expectRefused(bytes: Uint8Array, message: string | RegExp): Promise<void> {
  const error = await failureOf(await saved('bad.tif', bytes));
  expect(error).toBeInstanceOf(DataError);
  expect(String(error)).toMatch(message);
  expect(String(error)).toContain('bad.tif');
}

async function written(compression: ByteCodec, bigTiff: boolean): Promise<Buffer> {
  const random = createRandom(1);
  const data = Float32Array.from({ length: 2 * 20 * 30 }, () => random.integer(4));
  const path = join(folder, 'whole.tif');
  await writeTiff(path, { count: 2, height: 20, width: 30, data }, { compression, kind: 'u8', bigTiff });
  return readFile(path);
}

describe.each(['none', 'lzw', 'deflate', 'zstd', 'packbits'] satisfies ByteCodec[])('a movie coded by %s', (codec) => {
  it.each([false, true])('is refused wherever it is cut (BigTIFF: %s)', async (big) => {
    const whole = await written(codec, big);
    // The last directory is filled to a multiple of 8 bytes: fewer than that may be cut off without loss.
    for (let length = 0; length <= whole.length - 8; length += 97)
      await expectRefused(whole.subarray(0, length), /bad/);
    await expectRefused(whole.subarray(0, whole.length - 8), /bad/);
  });

  it('does no harm with wrong bytes: it is read, or refused with a sentence', async () => {
    const whole = await written(codec, codec === 'lzw');
    const random = createRandom(2);
    let refused = 0;
    for (let trial = 0; trial < 80; trial++) {
      const bytes = Buffer.from(whole);
      for (let flips = 1 + random.integer(3); flips > 0; flips--) {
        // The directories stand at the end: every second trial goes for them.
        const from = trial % 2 === 0 ? 0 : Math.max(0, bytes.length - 600);
        bytes[from + random.integer(bytes.length - from)] = random.integer(256);
      }
      const error = await failureOf(await saved('flipped.tif', bytes));
      if (error !== null) refused++;
      expect(error === null || error instanceof DataError, String(error)).toBe(true);
    }
    expect(refused).toBeGreaterThan(10);
  });
});

const page = (
  tags: readonly FixtureTag[],
  bytes = Uint8Array.of(1, 2, 3, 4),
): { tags: readonly FixtureTag[]; segments: Uint8Array[] } => ({
  tags,
  segments: [bytes],
});

/** Tags of a page of 2 x 2 pixels with some of them changed or added. */
function tagsWith(...changes: FixtureTag[]): FixtureTag[] {
  return [...greyTags(2, 2).filter(([tag]) => changes.every(([changed]) => changed !== tag)), ...changes];
}

it.each([
  ['a page without width', [256, 4, [0]], 'size is given as 0 x 2'],
  ['an absurd size', [256, 4, [4294967295]], 'size is given as'],
  ['strips too few for the rows', [278, 3, [1]], '2 strips are expected'],
  ['more pixels than bytes', [257, 4, [1000]], 'cannot hold them'],
  ['strips of no rows', [278, 3, [0]], 'at least one pixel'],
  ['palette colour', [262, 3, [3]], 'a colour palette'],
  ['more channels', [277, 3, [2]], '2 values a pixel'],
  ['24 bits', [258, 3, [24]], 'unsigned integers of 24 bits'],
  ['complex numbers', [339, 3, [6]], 'complex floats'],
  ['JPEG', [259, 3, [7]], 'JPEG'],
  ['bits in the other order', [266, 3, [2]], 'fill order 2'],
] as const)('refuses %s', async (_, change, message) => {
  await expectRefused(buildTiff([page(tagsWith(change))]), message);
});

it('refuses a predictor that does not go with the pixels', async () => {
  await expectRefused(buildTiff([page(tagsWith([259, 3, [5]], [317, 3, [3]]))]), 'predictor 3 does not go with');
});

it('refuses what is no TIFF, or a header that leads nowhere', async () => {
  await expectRefused(Buffer.alloc(0), 'an empty file');
  await expectRefused(Buffer.from('II'), 'found the bytes 4949');
  await expectRefused(Buffer.from('hello, world'), 'begin with II or MM');
  await expectRefused(Buffer.from([0x49, 0x49, 41, 0, 8, 0, 0, 0]), 'found 41');
  await expectRefused(Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]), 'the header names no directory');
  await expectRefused(Buffer.from([0x49, 0x49, 42, 0, 255, 255, 255, 255]), 'cut short, or still being written');
  expect(await failureOf(join(folder, 'absent.tif'))).toBeInstanceOf(UserError);
  expect(await failureOf(folder)).toBeInstanceOf(UserError);
});

/** Pages of one strip each, every one pointing at the bytes of the first, and those of the others left out. */
function shareFirstStrip(file: Buffer, stripBytes: number): Buffer {
  const directories: Buffer[] = [];
  for (let at = file.readUInt32LE(4); at !== 0;) {
    const length = 2 + 12 * file.readUInt16LE(at);
    const directory = Buffer.from(file.subarray(at, at + length + 4));
    for (let entry = 2; entry < length; entry += 12) {
      if (directory.readUInt16LE(entry) === 273) directory.writeUInt32LE(8, entry + 8);
    }
    directories.push(directory);
    at = file.readUInt32LE(at + length);
  }
  let start = 8 + stripBytes;
  const header = Buffer.from(file.subarray(0, 8 + stripBytes));
  header.writeUInt32LE(start, 4);
  directories.forEach((directory, index) => {
    start += directory.length;
    directory.writeUInt32LE(index === directories.length - 1 ? 0 : start, directory.length - 4);
  });
  return Buffer.concat([header, ...directories]);
}

it('refuses frames that differ, share their bytes, or follow in a loop', async () => {
  const wide = [...greyTags(1, 4)];
  await expectRefused(buildTiff([page(greyTags(2, 2)), page(wide)]), 'page 2 has 4 x 1');
  // Many pages that show one strip: together more bytes than the file has.
  const many = buildTiff(Array.from({ length: 4 }, () => page(greyTags(64, 64), new Uint8Array(4096))));
  const single = buildTiff([page(greyTags(64, 64), new Uint8Array(4096))]);
  const chain = shareFirstStrip(many, 4096);
  expect(chain.length).toBeLessThan(single.length * 2);
  await expectRefused(chain, 'overlap');
  const loop = buildTiff([page(greyTags(2, 2))]);
  loop.writeUInt32LE(loop.readUInt32LE(4), loop.length - 4);
  await expectRefused(loop, 'runs in a loop');
});

it('refuses frames that are not there', async () => {
  const path = await saved('two.tif', buildTiff([page(greyTags(2, 2)), page(greyTags(2, 2))]));
  expect((await readTiffInfo(path)).frames).toBe(2);
  for (const options of [{ endFrame: 3 }, { firstFrame: 2 }, { firstFrame: -1 }, { firstFrame: 1, endFrame: 1 }]) {
    await expect(readTiffMovie(path, options)).rejects.toBeInstanceOf(UserError);
  }
});
