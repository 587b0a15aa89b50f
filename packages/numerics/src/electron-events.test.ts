import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packElectronEvents, renderElectronEvents, type EventCoding } from './electron-events.js';
import { createMovieStack, type PixelKind } from './movie-stack.js';
import { createRandom, type Random } from './random.js';
import * as reference from './reference/index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-events-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Renders raw frames, each cut into two strips, as `counts` says. */
async function render(
  frames: readonly Uint8Array[],
  coding: EventCoding,
  { zoom = 0, counts = [frames.length], kind = 'u8' as PixelKind, threads = 1 },
): Promise<Float32Array[]> {
  const path = join(folder, 'frames');
  await writeFile(path, Buffer.concat(frames));
  let at = 0;
  const pieces = frames.flatMap(({ length }) => {
    const half = Math.floor(length / 2);
    at += length;
    return [
      [at - length, half],
      [at - length + half, length - half],
    ] as const;
  });
  const movie = createMovieStack(kind, counts.length, coding.height << zoom, coding.width << zoom);
  try {
    const ranges = {
      offsets: Float64Array.from(pieces, ([offset]) => offset),
      lengths: Float64Array.from(pieces, ([, length]) => length),
      strips: Uint32Array.from(frames, () => 2),
    };
    await renderElectronEvents(movie, path, coding, ranges, { zoom, counts: Uint32Array.from(counts), threads });
    return await Promise.all(counts.map((_, index) => movie.handle.frame(index)));
  } finally {
    await movie.release();
  }
}

/** Places where a frame is not zero, as [row, column]. */
function placesOf(frame: Float32Array, width: number): number[][] {
  const found = Array.from(frame.keys()).filter((index) => frame[index] !== 0);
  return found.map((index) => [Math.floor(index / width), index % width]).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

it('reads the worked example of the format', async () => {
  const bytes = Uint8Array.of(0x03, 0x1b, 0xfc, 0xb1, 0x35, 0xfb);
  const coding = { runBits: 7, horizontalBits: 1, verticalBits: 1, height: 20, width: 16 };
  const [plain = new Float32Array()] = await render([bytes], coding, { zoom: 0 });
  expect(placesOf(plain, 16)).toEqual([
    [0, 3],
    [1, 1],
    [14, 9],
    [19, 7],
  ]);
  const [fine = new Float32Array()] = await render([bytes], coding, { zoom: 1 });
  expect(placesOf(fine, 32)).toEqual([
    [0, 7],
    [3, 3],
    [29, 18],
    [39, 14],
  ]);
  await expect(render([bytes], coding, { zoom: 2 })).rejects.toThrow('do not tell places 4 times finer');
});

function randomPlaces(random: Random, coding: EventCoding, density: number): Uint32Array {
  const { height, width, horizontalBits, verticalBits } = coding;
  const count = Math.round(height * width * density);
  return Uint32Array.from({ length: count }, () =>
    random.integer((height << verticalBits) * (width << horizontalBits)),
  );
}

const codings = [7, 8, 5, 11].flatMap((runBits) =>
  [
    [2, 2],
    [1, 3],
    [0, 0],
  ].map(([horizontalBits = 0, verticalBits = 0]) => ({ runBits, horizontalBits, verticalBits })),
);

it.each(codings)('agrees with the twin with $runBits + $horizontalBits + $verticalBits bits', async (bits) => {
  const random = createRandom(12);
  for (const [height, width] of [
    [31, 40],
    // Several bands of rows, and rows longer than any run.
    [bits.horizontalBits === 0 ? 64 : 12, 5000],
    // Runs longer than many rows.
    [900, 3],
    [1, 1],
  ] as const) {
    const coding: EventCoding = { ...bits, height, width };
    const densities = width === 5000 ? [0.01, 0.001, 0, 0.02] : [0.03, 0.004, 0, 0.4];
    const places = densities.map((density) => randomPlaces(random, coding, height > 1 ? density : 1));
    const packed = await Promise.all(places.map((each) => packElectronEvents(each, coding)));
    const decoded = packed.map(({ bytes }) => reference.decodeElectronEvents(bytes, coding));
    expect(decoded.map(({ length }) => length)).toEqual(packed.map(({ electrons }) => electrons));
    for (let zoom = 0; zoom <= Math.min(bits.horizontalBits, bits.verticalBits); zoom++) {
      for (const [kind, threads] of [
        ['u8', 1],
        ['u16', 3],
      ] as const) {
        const frames = packed.map(({ bytes }) => bytes);
        const found = await render(frames, coding, { zoom, counts: [3, 1], kind, threads });
        const wanted = [decoded.slice(0, 3), decoded.slice(3)].map((group) =>
          reference.countElectrons(group.flat(), coding, zoom),
        );
        for (const [index, frame] of found.entries()) {
          expect(frame.every((count, place) => count === wanted[index]?.[place])).toBe(true);
        }
      }
    }
  }
});

it('keeps every electron where it was put, one a pixel of the sensor', async () => {
  const coding: EventCoding = { runBits: 7, horizontalBits: 2, verticalBits: 2, height: 8, width: 10 };
  // Row 5, column 7 of the finest grid; the second falls on the same sensor pixel.
  const places = Uint32Array.of(5 * 40 + 7, 6 * 40 + 4, 31 * 40 + 39, 0);
  const { bytes, electrons } = await packElectronEvents(places, coding);
  expect(electrons).toBe(3);
  const [fine = new Float32Array()] = await render([bytes], coding, { zoom: 2 });
  const filled = Array.from(fine.keys()).filter((index) => fine[index] === 1);
  expect(filled).toHaveLength(3);
  expect([0, 31 * 40 + 39].every((place) => filled.includes(place))).toBe(true);
  expect(filled.some((place) => place === 5 * 40 + 7 || place === 6 * 40 + 4)).toBe(true);
  await expect(packElectronEvents(Uint32Array.of(40 * 32), coding)).rejects.toThrow('but there are 1280');
});

it('ends a frame whose last pixel has an electron with a run of 0, as RELION wants', async () => {
  const coding: EventCoding = { runBits: 7, horizontalBits: 2, verticalBits: 2, height: 1, width: 1 };
  const { bytes } = await packElectronEvents(Uint32Array.of(9), coding);
  const [a = NaN, b = NaN, c = NaN, ...rest] = bytes;
  // A run of 0 and the place of the electron, 11 bits; then the run of 0 that reaches the end.
  expect([((a + 2 ** 8 * b + 2 ** 16 * c) >> 11) % 2 ** 7, rest.length]).toEqual([0, 1]);
});

it('refuses frames cut short, and more raw frames than a pixel can count', async () => {
  const coding: EventCoding = { runBits: 7, horizontalBits: 2, verticalBits: 2, height: 50, width: 60 };
  const { bytes } = await packElectronEvents(randomPlaces(createRandom(1), coding, 0.1), coding);
  for (const length of [0, 1, 40, 200]) {
    await expect(render([bytes.subarray(0, length)], coding, {})).rejects.toThrow(/its events end .*at byte 0/);
  }
  const tiny: EventCoding = { ...coding, height: 1, width: 1 };
  const hit = (await packElectronEvents(Uint32Array.of(0), tiny)).bytes;
  const many = Array.from({ length: 256 }, () => hit);
  await expect(render(many, tiny, {})).rejects.toThrow('may count 256 electrons, but its type holds 255');
  expect(await render(many, tiny, { kind: 'u16' })).toEqual([Float32Array.of(256)]);
});

it('survives broken events', async () => {
  const random = createRandom(4);
  const coding: EventCoding = { runBits: 8, horizontalBits: 2, verticalBits: 2, height: 40, width: 70 };
  for (let trial = 0; trial < 100; trial++) {
    const bytes = Uint8Array.from({ length: random.integer(600) }, () => random.integer(256));
    const found = await render([bytes], coding, { zoom: 2 }).catch((error: unknown) => String(error));
    if (typeof found === 'string') expect(found).toContain('its events end');
    else {
      const wanted = reference.countElectrons(reference.decodeElectronEvents(bytes, coding), coding, 2);
      expect(found[0]?.every((count, place) => count === wanted[place])).toBe(true);
    }
  }
});
