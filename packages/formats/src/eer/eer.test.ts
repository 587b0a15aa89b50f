import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import { createRandom, type MovieStack } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTiff, greyTags, type FixtureTag } from '../testing/tiff-fixture.js';
import { readTiffMovie } from '../tiff/read-tiff.js';
import { divideRawFrames } from './eer-fractions.js';
import { formatEerMetadata, parseEerMetadata } from './eer-metadata.js';
import { readEerInfo, readEerMovie } from './read-eer.js';
import { writeEer } from './write-eer.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-eer-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** All frames as floats; the movie is released. */
async function framesOf(movie: MovieStack): Promise<Float32Array[]> {
  try {
    return await Promise.all(Array.from({ length: movie.frames }, (_, index) => movie.handle.frame(index)));
  } finally {
    await movie.release();
  }
}

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

const example = Uint8Array.of(0x03, 0x1b, 0xfc, 0xb1, 0x35, 0xfb);
const exampleTags: readonly FixtureTag[] = [
  [256, 3, [16]],
  [257, 3, [20]],
  [259, 3, [65002]],
  [278, 3, [20]],
  [65007, 3, [7]],
  [65008, 3, [1]],
  [65009, 3, [1]],
];

describe('the worked example of the format', () => {
  it.each([false, true])('is read from one strip or two, behind a summed image (BigTIFF: %s)', async (big) => {
    const summed = { tags: greyTags(20, 16, { bits: 16 }), segments: [new Uint8Array(640)] };
    for (const segments of [[example], [example.subarray(0, 2), example.subarray(2)]]) {
      const path = await saved('example.eer', buildTiff([summed, { tags: exampleTags, segments }], { big }));
      expect(await readEerInfo(path)).toMatchObject({ frames: 1, height: 20, width: 16, pixelSizeA: null });
      const [plain = new Float32Array()] = await framesOf(await readEerMovie(path, { upsampling: 1, fractions: 1 }));
      const [fine = new Float32Array()] = await framesOf(await readEerMovie(path, { upsampling: 2, fractions: 1 }));
      const placed = (frame: Float32Array, width: number): string[] =>
        Array.from(frame.keys())
          .filter((index) => frame[index] === 1)
          .map((index) => `${Math.floor(index / width)},${index % width}`);
      expect(new Set(placed(plain, 16))).toEqual(new Set(['0,3', '1,1', '14,9', '19,7']));
      expect(new Set(placed(fine, 32))).toEqual(new Set(['0,7', '3,3', '29,18', '39,14']));
      await expect(readEerMovie(path, { upsampling: 4, fractions: 1 })).rejects.toThrow('choose 1 or 2');
    }
  });
});

/** Electrons of random raw frames, one a sensor pixel. */
function randomFrames(frames: number, height: number, width: number, perFrame: number): Uint32Array[] {
  const random = createRandom(21);
  return Array.from({ length: frames }, () => {
    const pixels = new Set(Array.from({ length: perFrame }, () => random.integer(height * width)));
    return Uint32Array.from(pixels, (pixel) => {
      const y = 4 * Math.floor(pixel / width) + random.integer(4);
      return y * 4 * width + 4 * (pixel % width) + random.integer(4);
    });
  });
}

function countPlaces(frames: readonly Uint32Array[], height: number, width: number, upsampling: number): Float32Array {
  const counts = new Float32Array(height * width * upsampling ** 2);
  const step = 4 / upsampling;
  for (const place of frames.flatMap((frame) => [...frame])) {
    const [x, y] = [place % (4 * width), Math.floor(place / (4 * width))];
    const index = Math.floor(y / step) * width * upsampling + Math.floor(x / step);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

it.each([7, 8, 6])('comes back as it was written with %i bits a run, at every upsampling', async (runBits) => {
  const [frames, height, width] = [11, 40, 64];
  const places = randomFrames(frames, height, width, 80);
  const path = join(folder, 'written.eer');
  const { electrons } = await writeEer(
    path,
    { height, width, frames, placesOf: (frame) => places[frame] ?? new Uint32Array() },
    { runBits, pixelSizeA: 0.97, exposureSeconds: 2.5, threads: 3 },
  );
  const total = places.reduce((sum, { length }) => sum + length, 0);
  expect(electrons).toBe(total);
  const info = await readEerInfo(path);
  expect(info).toMatchObject({ format: 'eer', frames, height, width, announcedFrames: frames, exposureSeconds: 2.5 });
  expect(info.coding.runBits).toBe(runBits);
  expect(info.pixelSizeA).toBeCloseTo(0.97, 9);
  expect(info.doseEPerPixel).toBeCloseTo(total / (height * width), 9);
  for (const upsampling of [1, 2, 4] as const) {
    const groups = [places.slice(0, 3), places.slice(3, 7), places.slice(7)];
    const wanted = groups.map((group) => countPlaces(group, height, width, upsampling));
    const found = await framesOf(await readEerMovie(path, { upsampling, fractions: 3, threads: 2 }));
    expect(found.map(String)).toEqual(wanted.map(String));
    const part = await readEerMovie(path, { upsampling, fractions: 3, firstFrame: 1, endFrame: 2 });
    expect(String(await framesOf(part))).toBe(String(wanted[1]));
  }
});

it('counts beyond 255 where a fraction has more raw frames', async () => {
  const path = join(folder, 'long.eer');
  await writeEer(path, { height: 2, width: 2, frames: 300, placesOf: () => Uint32Array.of(0) });
  const whole = await readEerMovie(path, { upsampling: 1, fractions: 1 });
  expect(whole.kind).toBe('u16');
  expect(await framesOf(whole)).toEqual([Float32Array.of(300, 0, 0, 0)]);
  const halves = await readEerMovie(path, { upsampling: 1, fractions: 2 });
  expect(halves.kind).toBe('u8');
  expect(await framesOf(halves)).toEqual([Float32Array.of(150, 0, 0, 0), Float32Array.of(150, 0, 0, 0)]);
});

it('divides raw frames evenly and leaves none out', () => {
  expect([...divideRawFrames(11, 3)]).toEqual([3, 4, 4]);
  for (const [raw, fractions] of [
    [1000, 40],
    [1001, 40],
    [39, 39],
    [1079, 60],
  ] as const) {
    const sizes = divideRawFrames(raw, fractions);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(raw);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

it('reads metadata as cameras write them', () => {
  const xml = `<metadata><item name="exposureTime" unit="s">4.2</item>
    <item unit='m' name='sensorPixelSize.width'>7.45e-11</item><item name="a &lt;b&gt;">&#65;&#x42;&amp;</item></metadata>`;
  const metadata = parseEerMetadata(xml);
  expect(metadata).toEqual({
    exposureTime: { value: '4.2', unit: 's' },
    'sensorPixelSize.width': { value: '7.45e-11', unit: 'm' },
    'a <b>': { value: 'AB&', unit: '' },
  });
  expect(parseEerMetadata(formatEerMetadata(metadata))).toEqual(metadata);
});

describe('what cannot be read', () => {
  const write = async (): Promise<string> => {
    const path = join(folder, 'whole.eer');
    const places = randomFrames(5, 30, 30, 60);
    await writeEer(path, { height: 30, width: 30, frames: 5, placesOf: (frame) => places[frame] ?? new Uint32Array() });
    return path;
  };
  const refuse = async (
    path: string,
    message: string | RegExp,
    kind: typeof DataError | typeof UserError = DataError,
  ): Promise<void> => {
    const read = readEerMovie(path, { upsampling: 1, fractions: 2 });
    await expect(read).rejects.toThrow(message);
    await expect(readEerMovie(path, { upsampling: 1, fractions: 2 })).rejects.toBeInstanceOf(kind);
  };

  it('is refused when asked for what is not there', async () => {
    const path = await write();
    const ask = (options: object): Promise<MovieStack> =>
      readEerMovie(path, { upsampling: 1, fractions: 2, ...options });
    for (const options of [
      { fractions: 6 },
      { fractions: 0 },
      { fractions: 1.5 },
      { firstFrame: 2 },
      { endFrame: 3 },
    ]) {
      await expect(ask(options)).rejects.toBeInstanceOf(UserError);
    }
    await refuse(join(folder, 'absent.eer'), 'no such file', UserError);
  });

  it('is refused when it is another file, or has other pages', async () => {
    await refuse(await saved('text.eer', Buffer.from('hello, world')), 'is not a TIFF file');
    await refuse(await saved('empty.eer', Buffer.alloc(0)), 'an empty file');
    const grey = buildTiff([{ tags: greyTags(1, 1), segments: [Uint8Array.of(1)] }]);
    await refuse(await saved('grey.eer', grey), 'no page holds them');
    await expect(readTiffMovie(await write())).rejects.toThrow('this is an EER movie, not a TIFF');
    const [first = [256, 3, [16]], ...rest] = exampleTags;
    const other: FixtureTag[] = [[256, 3, [15]], ...rest];
    const pages = [[first, ...rest], other].map((tags) => ({ tags, segments: [example] }));
    await refuse(await saved('mixed.eer', buildTiff(pages)), 'frame 2 differs from the first');
    const bits = exampleTags.map((tag): FixtureTag => (tag[0] === 65007 ? [65007, 3, [40]] : tag));
    await refuse(await saved('bits.eer', buildTiff([{ tags: bits, segments: [example] }])), 'found 40, 1 and 1');
    const large = exampleTags.map((tag): FixtureTag => (tag[0] === 256 ? [256, 4, [100_000]] : tag));
    await refuse(await saved('large.eer', buildTiff([{ tags: large, segments: [example] }])), 'cannot reach the last');
  });

  it('is refused when raw frames that the metadata announce are missing, unless they may be', async () => {
    const xml = [...Buffer.from('<metadata><item name="numberOfFrames">3</item></metadata>')];
    const tags: FixtureTag[] = [...exampleTags, [65001, 7, xml]];
    const path = await saved(
      'short.eer',
      buildTiff([
        { tags, segments: [example] },
        { tags, segments: [example] },
      ]),
    );
    await refuse(path, 'announce 3 raw frames, but it holds 2: it is cut short, or still being written');
    const movie = await readEerMovie(path, { upsampling: 1, fractions: 2, allowMissingFrames: true });
    expect((await framesOf(movie)).length).toBe(2);
  });

  it('is refused wherever it is cut, and never does harm when bytes are wrong', async () => {
    const whole = await readFile(await write());
    for (let length = 0; length < whole.length; length += 37) {
      await refuse(await saved('cut.eer', whole.subarray(0, length)), /cut\.eer/);
    }
    const random = createRandom(3);
    for (let trial = 0; trial < 150; trial++) {
      const bytes = Buffer.from(whole);
      for (let flips = 1 + random.integer(3); flips > 0; flips--)
        bytes[random.integer(bytes.length)] = random.integer(256);
      const path = await saved('flipped.eer', bytes);
      try {
        expect((await framesOf(await readEerMovie(path, { upsampling: 2, fractions: 2 }))).length).toBe(2);
      } catch (error) {
        expect(error instanceof DataError || error instanceof UserError, String(error)).toBe(true);
      }
    }
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
