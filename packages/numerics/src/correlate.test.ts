import { describe, expect, it } from 'vitest';
import { binFrames, createMovieStack, createRandom, cutPatchSpectra, reference, type MovieStack } from './index.js';

type Pair = readonly [number, number];
const frameShape: Pair = [26, 31];

async function noiseMovie(frames: number): Promise<{ movie: MovieStack; data: Float32Array[] }> {
  const random = createRandom(frames);
  const movie = createMovieStack('f32', frames, ...frameShape);
  const data = Array.from({ length: frames }, () =>
    Float32Array.from({ length: frameShape[0] * frameShape[1] }, () => 3 + random.normal()),
  );
  for (const [i, frame] of data.entries()) await movie.handle.setFrame(i, frame);
  return { movie, data };
}

const weights = { values: Float32Array.from([0, 1, 0.5, 0.25]), end: 0.4 };
const weightAt = (frequency: number): number => {
  const place = Math.min(3, (frequency / 0.4) * 3);
  const below = Math.floor(place);
  const at = (i: number): number => weights.values[Math.min(3, i)] ?? 0;
  return at(below) + (at(below + 1) - at(below)) * (place - below);
};

describe.each([
  [12, 14, 0.35],
  [11, 13, 0.5],
  [16, 9, 0.2],
])('patches of %i x %i up to %f', (height, width, limit) => {
  it('score as the twin does, derivatives as its differences', async () => {
    const { movie, data } = await noiseMovie(3);
    const origins: Pair[] = [
      [5, 6],
      [-4, 20],
    ];
    const offsets: Pair[] = [
      [0, 0],
      [1, -2],
      [-1, 3],
    ];
    const shifts: Pair[] = [
      [0.3, -0.2],
      [1.4, -1.7],
      [-0.6, 2.9],
    ];
    const spectra = await cutPatchSpectra(
      movie,
      {
        height,
        width,
        origins: Int32Array.from(origins.flat()),
        offsets: Int32Array.from([...offsets.flat(), ...offsets.flat()]),
        taper: 3,
      },
      limit,
      { threads: 2 },
    );
    const displacements = Float32Array.from([...shifts.flat(), ...shifts.flat()]);
    const scores = await spectra.score(displacements, weights, { threads: 2 });
    expect(await spectra.score(displacements, weights)).toEqual(scores);
    const powers = await spectra.radialPower(displacements, 4, { threads: 2 });
    const wantedPowers = new Float64Array(12);
    for (const [index, origin] of origins.entries()) {
      const slow = reference.cutSlowPatch(data, frameShape, { height, width, origin, offsets, taper: 3 }, limit);
      reference.radialPowerOfPatch(slow, shifts, 4).forEach((value, i) => {
        wantedPowers[i] = (wantedPowers[i] ?? 0) + value;
      });
      for (let frame = 0; frame < 3; frame++) {
        const moved = (dx: number, dy: number): number =>
          reference.correlationWithOthers(
            slow,
            frame,
            shifts.map(([x, y], i) => (i === frame ? [x + dx, y + dy] : [x, y])),
            weightAt,
          );
        const h = 1e-3;
        const wanted = [
          moved(0, 0),
          (moved(h, 0) - moved(-h, 0)) / (2 * h),
          (moved(0, h) - moved(0, -h)) / (2 * h),
          (moved(h, 0) - 2 * moved(0, 0) + moved(-h, 0)) / (h * h),
          (moved(h, h) - moved(h, -h) - moved(-h, h) + moved(-h, -h)) / (4 * h * h),
          (moved(0, h) - 2 * moved(0, 0) + moved(0, -h)) / (h * h),
        ];
        wanted.forEach((value, i) => {
          const got = scores[(index * 3 + frame) * 6 + i] ?? NaN;
          // Single precision sums of about a hundred terms of size 100; differences of step 1e-3 to 1e-6.
          expect(Math.abs(got - value)).toBeLessThan(0.02 + 1e-4 * Math.abs(value));
        });
      }
    }
    wantedPowers.forEach((value, i) => {
      expect(Math.abs((powers[i] ?? NaN) - value)).toBeLessThan(1e-3 + 1e-5 * value);
    });
    await spectra.release();
    await expect(spectra.score(displacements, weights)).rejects.toThrow('released');
    await movie.release();
  });
});

it('finds how far frames are displaced, whole pixels and fractions, and the score is flat there', async () => {
  const [size, frames] = [48, 4];
  const truth: Pair[] = [
    [0, 0],
    [3, -2],
    [5.5, 1.25],
    [-4, 7],
  ];
  // A periodic scene of few waves, so that it can be displaced by any amount.
  const random = createRandom(8);
  const waves = Array.from({ length: 60 }, () => ({
    kx: random.integer(17) - 8,
    ky: random.integer(17) - 8,
    phase: 2 * Math.PI * random.uniform(),
  }));
  const movie = createMovieStack('f32', frames, size, size);
  for (const [frame, [sx, sy]] of truth.entries()) {
    const data = Float32Array.from({ length: size * size }, (_, i) => {
      const [x, y] = [(i % size) - sx, Math.floor(i / size) - sy];
      return waves.reduce((sum, w) => sum + Math.cos((2 * Math.PI * (w.kx * x + w.ky * y)) / size + w.phase), 0);
    });
    await movie.handle.setFrame(frame, data);
  }
  const spectra = await cutPatchSpectra(
    movie,
    { height: size, width: size, origins: new Int32Array(2), offsets: new Int32Array(2 * frames), taper: 0 },
    0.3,
  );
  const flat = { values: Float32Array.from([1, 1]), end: 0.5 };
  for (const [frame, wanted] of truth.entries()) {
    const displacements = Float32Array.from(truth.flat());
    displacements.set([0.4, -0.3], 2 * frame);
    const peaks = await spectra.search(displacements, flat, 12, { threads: 2 });
    // A parabola finds the peak of this correlation to a tenth of a pixel.
    expect(Math.abs((peaks[3 * frame] ?? NaN) + 0.4 - wanted[0])).toBeLessThan(0.1);
    expect(Math.abs((peaks[3 * frame + 1] ?? NaN) - 0.3 - wanted[1])).toBeLessThan(0.1);
  }
  const scores = await spectra.score(Float32Array.from(truth.flat()), flat);
  for (let frame = 0; frame < frames; frame++) {
    const [value = 0, dx = 0, dy = 0, xx = 0, , yy = 0] = scores.subarray(6 * frame, 6 * frame + 6);
    expect(Math.abs(dx) + Math.abs(dy)).toBeLessThan(1e-4 * value);
    expect(xx).toBeLessThan(0);
    expect(yy).toBeLessThan(0);
  }
  await spectra.release();
  await movie.release();
});

it('bins counts on the way as the movie would be binned before', async () => {
  const [frames, height, width, factor] = [2, 50, 64, 3];
  const random = createRandom(8);
  const movie = createMovieStack('u8', frames, height, width);
  const counts = Float32Array.from({ length: height * width }, () => random.integer(9));
  for (let frame = 0; frame < frames; frame++) await movie.handle.setFrame(frame, counts);
  const gain = Float32Array.from(counts, () => 0.5 + random.uniform());
  // One window reaches over the edge of 21 x 16 binned pixels.
  const windows = {
    height: 12,
    width: 10,
    origins: Int32Array.of(2, 1, 15, -3),
    offsets: Int32Array.of(0, 0, 1, 1, 0, 0, 1, 1),
    taper: 3,
  };
  const binned = await binFrames(movie, gain, factor);
  const [direct, twice] = [
    await cutPatchSpectra(movie, windows, 0.5, { gain, factor, threads: 2 }),
    await cutPatchSpectra(binned, windows, 0.5),
  ];
  const still = new Float32Array(8);
  expect(await direct.radialPower(still, 5)).toEqual(await twice.radialPower(still, 5));
  await expect(cutPatchSpectra(movie, windows, 0.5, { gain: gain.slice(1) })).rejects.toThrow('were given a gain of');
  await Promise.all([direct.release(), twice.release(), binned.release(), movie.release()]);
});

it('refuses displacements of another count', async () => {
  const { movie } = await noiseMovie(2);
  const windows = { height: 8, width: 8, origins: new Int32Array(2), offsets: new Int32Array(4), taper: 0 };
  const spectra = await cutPatchSpectra(movie, windows, 0.5);
  await expect(spectra.score(new Float32Array(3), weights)).rejects.toThrow('were given 3 displacements');
  await spectra.release();
  await movie.release();
});
