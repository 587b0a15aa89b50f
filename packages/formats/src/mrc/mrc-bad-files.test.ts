import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError, UserError } from '@vitreous/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readMrc, readMrcHeader, readMrcMovie, readMrcVolume, writeMrc, writeMrcStack } from './index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mrc-bad-'));
});
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** 8 x 6 pixels, 2 sections, mode 1, then changed at some 4-byte offsets. */
function header(values: Readonly<Record<number, number>> = {}): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  const all = { 0: 8, 4: 6, 8: 2, 12: 1, ...values };
  for (const [offset, value] of Object.entries(all)) view.setInt32(Number(offset), value, true);
  bytes.set(Buffer.from('MAP DD'), 208);
  return bytes;
}
const pixels = new Uint8Array(8 * 6 * 2 * 2);
const file = (values: Readonly<Record<number, number>> = {}): Buffer => Buffer.concat([header(values), pixels]);

describe('a bad file is refused with a sentence', () => {
  const bad: [name: string, bytes: Uint8Array, sentence: RegExp][] = [
    ['empty', new Uint8Array(0), /is empty/],
    ['shorter than a header', new Uint8Array(100), /has 100 bytes: an MRC file starts with a header of 1024/],
    ['a header of zeros', new Uint8Array(1024), /0 x 0 x 0 pixels of mode 0 at byte 0/],
    ['text', Buffer.from('data_\n\nloop_\n'.repeat(200)), /is not an MRC file/],
    ['truncated', file().subarray(0, -1), /takes 1216 bytes, but the file has 1215/],
    [
      'a section too many',
      Buffer.concat([file(), new Uint8Array(96)]),
      /takes 1216 bytes, but the file has 1312: 1 sec/,
    ],
    ['no sections', file({ 8: 0 }), /holds no sections/],
    ['negative sizes', file({ 0: -8 }), /-8 x 6 x 2 pixels/],
    ['absurd sizes', file({ 0: 999_999, 4: 999_999, 8: 9_999_999 }), /takes 1999\d{16,} bytes, but the file has 1216/],
    ['sizes beyond any camera', file({ 0: 2_000_000_000 }), /2000000000 x 6 x 2 pixels/],
    ['an unknown mode', file({ 12: 7 }), /mode 7/],
    ['a Fourier transform', file({ 12: 4 }), /complex 32-bit floats \(a Fourier transform\), mode 4 at byte 12/],
    ['a colour picture', file({ 12: 16 }), /a colour picture/],
    ['a negative extended header', file({ 92: -1024 }), /extended header of -1024 bytes at byte 92/],
    ['an extended header beyond its end', file({ 92: 2_000_000_000 }), /2000000000 bytes of extended header/],
  ];
  it.each(bad)('%s', async (_, bytes, sentence) => {
    await writeFile(at('bad.mrc'), bytes);
    for (const read of [readMrcHeader, readMrc, readMrcVolume, readMrcMovie]) {
      const failed = read(at('bad.mrc'));
      await expect(failed).rejects.toThrow(DataError);
      await expect(failed).rejects.toThrow(sentence);
      await expect(failed).rejects.toThrow(at('bad.mrc'));
    }
  });

  it('a few bytes after the last pixel are no harm, and are told', async () => {
    await writeFile(at('tail.mrc'), Buffer.concat([file(), new Uint8Array(95)]));
    expect((await readMrcHeader(at('tail.mrc'))).trailingBytes).toBe(95);
  });

  it('a gzip file that ends early, is damaged, or claims more than it can unpack to', async () => {
    const random = randomBytes(5000);
    const packed = gzipSync(Buffer.concat([header({ 0: 50, 4: 50, 8: 1 }), random]));
    await writeFile(at('cut.mrc.gz'), packed.subarray(0, -500));
    await expect(readMrc(at('cut.mrc.gz'))).rejects.toThrow(
      /could not be read while it was unpacked by gzip: it ends before all its data/,
    );
    await expect(readMrcMovie(at('cut.mrc.gz'))).rejects.toThrow(DataError);
    await writeFile(at('cut.mrc.gz'), packed.fill(7, 2000, 2020));
    await expect(readMrc(at('cut.mrc.gz'))).rejects.toThrow(DataError);
    await writeFile(at('cut.mrc.gz'), gzipSync(file({ 0: 60_000, 4: 60_000, 8: 1000 })));
    await expect(readMrc(at('cut.mrc.gz'))).rejects.toThrow(/cannot unpack to that/);
    await writeFile(at('cut.mrc.gz'), gzipSync(new Uint8Array(0)));
    await expect(readMrc(at('cut.mrc.gz'))).rejects.toThrow(/is empty/);
  });

  it('a small bzip2 file that claims 14 GB costs neither time nor memory', async () => {
    // A header of 60000 x 60000 x 4 bytes and no pixels, packed.
    const bytes =
      '425a6839314159265359e7d846a6000010d705c40040202402400040000800001000082000219aa019a840d0342605ccb50049' +
      'd15aecbdd910fe2ee48a70a121cfb08d4c';
    await writeFile(at('bomb.mrc.bz2'), Buffer.from(bytes, 'hex'));
    const before = process.memoryUsage.rss();
    await expect(readMrcMovie(at('bomb.mrc.bz2'))).rejects.toThrow(/unpacked by bzip2: it ends before all its data/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
    await writeFile(at('bomb.mrc.bz2'), Buffer.from('BZh9 and no bzip2 after it'));
    await expect(readMrc(at('bomb.mrc.bz2'))).rejects.toThrow(/cannot be unpacked by bzip2/);
  });
});

describe('a path that cannot be read', () => {
  it('is a folder, or not there', async () => {
    await mkdir(at('folder.mrc'));
    await expect(readMrc(at('folder.mrc'))).rejects.toThrow(/that is a folder/);
    await expect(readMrc(at('nothing.mrc'))).rejects.toThrow(/there is no such file/);
    await expect(readMrc(at('nothing.mrc'))).rejects.toThrow(UserError);
  });

  it('is not permitted', async () => {
    await chmod(folder, 0o755);
    await writeFile(at('secret.mrc'), file());
    await chmod(at('secret.mrc'), 0);
    // The superuser may read anything: as nobody, for as long as it takes.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(readMrc(at('secret.mrc'))).rejects.toThrow(/permission denied/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

it('sections that are not there are refused', async () => {
  await writeFile(at('two.mrc'), file());
  await expect(readMrc(at('two.mrc'), { firstSection: 2 })).rejects.toThrow(/has sections 0 to 1/);
  await expect(readMrc(at('two.mrc'), { firstSection: -1 })).rejects.toThrow(UserError);
  await expect(readMrc(at('two.mrc'), { sectionCount: 3 })).rejects.toThrow(UserError);
  await expect(readMrcMovie(at('two.mrc'), { firstFrame: 1, endFrame: 1 })).rejects.toThrow(/0 of them/);
  await expect(readMrcMovie(at('two.mrc'), { endFrame: 1.5 })).rejects.toThrow(UserError);
});

it('a stack of volumes is not one volume', async () => {
  await writeFile(at('volumes.mrc'), Buffer.concat([header({ 8: 4, 36: 2, 88: 401 }), new Uint8Array(384)]));
  await expect(readMrcVolume(at('volumes.mrc'))).rejects.toThrow(/holds 2 volumes of 2 sections/);
});

it('more than memory holds is refused before it is read', async () => {
  // A sparse file: it has the size that its header says, but takes no disk.
  await writeFile(at('sparse.mrc'), header({ 0: 60_000, 4: 60_000, 8: 100, 12: 0 }));
  await truncate(at('sparse.mrc'), 1024 + 60_000 * 60_000 * 100);
  await expect(readMrc(at('sparse.mrc'))).rejects.toThrow(/need 1341.1 GiB of memory, but this machine has/);
  await rm(at('sparse.mrc'));
});

describe('writing that cannot be done leaves nothing behind', () => {
  const image = { height: 2, width: 2, data: Float32Array.from([0, 1, 2, 3]) };
  beforeEach(async () => {
    await rm(at('out'), { recursive: true, force: true });
    await mkdir(at('out'));
  });

  it.each([
    ['values beyond the mode', 1 as const, 40_000, /mode 1 holds -32768 to 32767, but the values go from 1 to 40000/],
    ['values below it', 6 as const, -1, /go from -1 to 3/],
    ['values beyond a half float', 12 as const, 1e6, /Write mode 2/],
    ['no number in an integer mode', 0 as const, NaN, /1 values are no finite numbers/],
  ])('%s', async (_, mode, value, sentence) => {
    const data = image.data.slice();
    data[0] = value;
    await expect(writeMrc(at('out/a.mrc'), { ...image, data }, { mode })).rejects.toThrow(sentence);
    expect(await readdir(at('out'))).toEqual([]);
  });

  it('no images, or a folder that is missing or a file in its place', async () => {
    await expect(writeMrcStack(at('out/a.mrcs'), image, {}, () => Promise.resolve())).rejects.toThrow(/no images/);
    await expect(writeMrc(at('out/none/a.mrc'), image)).rejects.toThrow(/its folder does not exist/);
    await mkdir(at('out/a.mrc'));
    await expect(writeMrc(at('out/a.mrc'), image)).rejects.toThrow(UserError);
    expect(await readdir(at('out'))).toEqual(['a.mrc']);
  });

  it('a failure half way', async () => {
    const writing = writeMrcStack(at('out/a.mrcs'), image, {}, async (append) => {
      await append(image.data);
      throw new DataError('the next particle is bad');
    });
    await expect(writing).rejects.toThrow('the next particle is bad');
    expect(await readdir(at('out'))).toEqual([]);
  });
});

it('NaN in floats is written and read as it is', async () => {
  const data = Float32Array.from([1, NaN, Infinity, -2]);
  await writeMrc(at('nan.mrc'), { height: 2, width: 2, data });
  expect((await readMrc(at('nan.mrc'))).data).toEqual(data);
  const { claimed } = await readMrcHeader(at('nan.mrc'));
  expect([claimed.minimum, claimed.maximum]).toEqual([-2, 1]);
});
