import { expect, it } from 'vitest';
import {
  createRandom,
  createSliceSums,
  fitPoses,
  innerRings,
  measureResiduals,
  reference,
  ringsToOrders,
  samplesOf,
  sumPhases,
  takeSlices,
  transformVolume,
  type Aberration,
  type RingLayout,
  type Slices,
} from './index.js';

const flat: Aberration = { constant: 0.5, xx: 0, xy: 0, yy: 0, fourth: 0 };

/** A rotation from Euler angles, row-major. */
function turn(a: number, b: number, c: number): number[] {
  const about = (axis: number, angle: number): number[] => {
    const m = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    const [p, q] = [(axis + 1) % 3, (axis + 2) % 3];
    m[4 * p] = m[4 * q] = Math.cos(angle);
    m[3 * p + q] = -Math.sin(angle);
    m[3 * q + p] = Math.sin(angle);
    return m;
  };
  const times = (x: number[], y: number[]): number[] =>
    x.map((_, i) =>
      [0, 1, 2].reduce((sum, k) => sum + (x[3 * Math.floor(i / 3) + k] ?? 0) * (y[3 * k + (i % 3)] ?? 0), 0),
    );
  return times(about(2, a), times(about(1, b), about(2, c)));
}

/** A few soft blobs, none of them in the middle. */
function blobs(boxPx: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const centre = Math.floor(boxPx / 2);
  const spots = Array.from({ length: 6 }, () => [0, 1, 2].map(() => centre + 0.2 * boxPx * (2 * random.uniform() - 1)));
  return Float32Array.from({ length: boxPx ** 3 }, (_, i) => {
    const at = [i % boxPx, Math.floor(i / boxPx) % boxPx, Math.floor(i / boxPx ** 2)];
    return spots.reduce((sum, spot) => {
      const squared = at.reduce((total, value, axis) => total + (value - (spot[axis] ?? 0)) ** 2, 0);
      return sum + Math.exp(-squared / 4);
    }, 0);
  });
}

const boxPx = 16;
const layout: RingLayout = { boxPx, counts: [16, 32, 32, 48, 64], orders: [8, 8, 8, 16, 16] };
const rotations = Float32Array.from([...turn(0.3, 1.1, -2), ...turn(2, 2.6, 0.4), ...turn(0, 0, 0)]);

it.each([1, 3])('slices of a volume are its Fourier transform on %i threads', async (threads) => {
  const random = createRandom(1);
  const volume = Float32Array.from({ length: boxPx ** 3 }, () => random.normal());
  const spectrum = await transformVolume(volume, boxPx, 6, { threads });
  const got = await takeSlices(spectrum, rotations, layout, { threads });
  const samples = [0, 1, 2].flatMap((i) =>
    reference.sliceOnRings(volume, rotations.subarray(9 * i, 9 * i + 9), layout).flat(),
  );
  const wanted = await ringsToOrders(Float32Array.from(samples), 3, layout);
  const size = Math.sqrt(wanted.reduce((sum, value) => sum + value ** 2, 0) / wanted.length);
  // Interpolation over four nodes a side at twice the sampling: about a thousandth of the whole (kaiser_bessel.rs).
  wanted.forEach((value, i) => {
    expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(0.01 * size);
  });
});

function noisySlices(count: number, rings: number): Slices {
  const random = createRandom(5);
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  return {
    images: draw(count * boxPx * boxPx),
    window: draw(boxPx * boxPx).map((value) => Math.abs(value)),
    aberrations: Array.from({ length: count }, (_, i) => ({ constant: 0.1, xx: 30 + i, xy: 3, yy: 28, fourth: -2 })),
    pixelSizeA: 2,
    rotations: Float32Array.from(Array.from({ length: count }, (_, i) => turn(0.7 * i, 0.9 * i + 0.2, 1.3 * i)).flat()),
    shiftsPx: draw(2 * count),
    scales: draw(count),
    // Nothing on the last rings: nodes beyond the last one are cut off.
    inverseNoise: Float32Array.from({ length: rings + 1 }, (_, ring) => (ring > rings - 2 ? 0 : 1 + 0.1 * ring)),
  };
}

it.each([1, 3])('slices are spread over a volume on %i threads', async (threads) => {
  const slices = noisySlices(3, 5);
  const sums = createSliceSums(boxPx, 5);
  await sums.insert(slices, Float32Array.from(turn(0, 0, 0)), { threads });
  const added = 1e6;
  const got = await sums.toVolume(new Float64Array(6).fill(added), new Float64Array(6).fill(1), { threads });
  await sums.release();
  const wanted = reference.spreadSlices(slices, boxPx, 5, added);
  const size = Math.sqrt(wanted.reduce((sum, value) => sum + value ** 2, 0) / wanted.length);
  // Corners lie where the interpolation is worst.
  let error = 0;
  let count = 0;
  wanted.forEach((value, i) => {
    const at = [i % boxPx, Math.floor(i / boxPx) % boxPx, Math.floor(i / boxPx ** 2)];
    if (Math.hypot(...at.map((place) => place - boxPx / 2)) > boxPx / 2 - 1) return;
    error += ((got[i] ?? NaN) - value) ** 2;
    count++;
  });
  expect(Math.sqrt(error / count)).toBeLessThan(0.01 * size);
});

it('sums are the same for any number of threads, and fade and add', async () => {
  const slices = noisySlices(5, 5);
  const none = new Float64Array(6).fill(0.5);
  const all = new Float64Array(6).fill(1);
  const symmetry = Float32Array.from([...turn(0, 0, 0), ...turn(Math.PI, 0, 0)]);
  const [one, other, twice] = [createSliceSums(boxPx, 5), createSliceSums(boxPx, 5), createSliceSums(boxPx, 5)];
  await one.insert(slices, symmetry);
  await other.insert(slices, symmetry, { threads: 3 });
  expect(await one.toVolume(none, all)).toEqual(await other.toVolume(none, all));
  await other.fade(0.5);
  await twice.add(other);
  await twice.add(other);
  expect(await twice.meanDenominators()).toEqual(await one.meanDenominators());
  await other.restore(await one.values());
  expect(await other.toVolume(none, all)).toEqual(await one.toVolume(none, all));
  await expect(other.restore(new Float32Array(3))).rejects.toThrow('3 values');
  await Promise.all([one.release(), other.release(), twice.release()]);
  await expect(one.meanDenominators()).rejects.toThrow('released');
});

it.each([
  ['about z', Array.from({ length: 7 }, (_, i) => turn((2 * Math.PI * i) / 7, 0, 0))],
  [
    'that map axes to axes',
    [
      turn(0, 0, 0),
      turn(Math.PI, 0, 0),
      turn(0, Math.PI, 0),
      turn(Math.PI, Math.PI, 0),
      turn(0, Math.PI / 2, Math.PI / 2),
    ],
  ],
])('turns %s of the sums are those of the images', async (_, turns) => {
  const slices = noisySlices(6, 5);
  const symmetry = Float32Array.from(turns.flat());
  const [each, once, again] = [createSliceSums(boxPx, 5), createSliceSums(boxPx, 5), createSliceSums(boxPx, 5)];
  await each.insert(slices, symmetry);
  for (const [sums, threads] of [
    [once, 1],
    [again, 3],
  ] as const) {
    await sums.insert(slices, Float32Array.from(turn(0, 0, 0)));
    await sums.symmetrise(symmetry, { threads });
  }
  const added = new Float64Array(6).fill(1e6);
  const all = new Float64Array(6).fill(1);
  const wanted = await each.toVolume(added, all);
  const got = await once.toVolume(added, all);
  const size = Math.sqrt(wanted.reduce((sum, value) => sum + value ** 2, 0) / wanted.length);
  let error = 0;
  wanted.forEach((value, i) => {
    const at = [i % boxPx, Math.floor(i / boxPx) % boxPx, Math.floor(i / boxPx ** 2)];
    // Corners lie where the interpolation is worst, and are cut off of every map.
    if (Math.hypot(...at.map((place) => place - boxPx / 2)) < boxPx / 2 - 1) error += (value - (got[i] ?? NaN)) ** 2;
  });
  expect(Math.sqrt(error / wanted.length)).toBeLessThan(2e-3 * size);
  const means = await each.meanDenominators();
  (await once.meanDenominators()).forEach((mean, radius) => {
    expect(Math.abs(mean - (means[radius] ?? NaN))).toBeLessThan(0.01 * Math.max(...means));
  });
  expect(await again.values()).toEqual(await once.values());
  await expect(once.symmetrise(Float32Array.from(turn(0.3, 1, 0)))).rejects.toThrow('about z');
  await Promise.all([each.release(), once.release(), again.release()]);
});

it('projections in all directions make the volume again', async () => {
  const box = 24;
  const volume = blobs(box, 3);
  const rings = 10;
  const random = createRandom(8);
  const spectrum = await transformVolume(volume, box, rings);
  const count = 300;
  const angles = Array.from({ length: count }, () =>
    turn(6.3 * random.uniform(), Math.acos(2 * random.uniform() - 1), 6.3 * random.uniform()),
  );
  const images = Float32Array.from(angles.flatMap((rotation) => project(volume, box, rotation)));
  const sums = createSliceSums(box, rings);
  await sums.insert(
    {
      images,
      window: new Float32Array(box * box).fill(1),
      aberrations: angles.map(() => flat),
      pixelSizeA: 1,
      rotations: Float32Array.from(angles.flat()),
      shiftsPx: new Float32Array(2 * count),
      scales: new Float32Array(count).fill(1),
      inverseNoise: new Float32Array(rings + 1).fill(1),
    },
    Float32Array.from(turn(0, 0, 0)),
  );
  const made = await sums.toVolume(new Float64Array(rings + 1).fill(1e-3), new Float64Array(rings + 1).fill(1));
  await sums.release();
  const again = await transformVolume(made, box, rings);
  const inner = innerRings({ boxPx: box, counts: [16, 32, 32, 48, 64, 64], orders: [8, 8, 8, 16, 16, 16] }, 6);
  const [a, b] = [await takeSlices(spectrum, rotations, inner), await takeSlices(again, rotations, inner)];
  const size = Math.sqrt(a.reduce((sum, value) => sum + value ** 2, 0) / a.length);
  const error = Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0) / a.length);
  // Projections were made by linear interpolation.
  expect(error / size).toBeLessThan(0.08);
});

/** A projection along the third row of the rotation. */
function project(volume: Float32Array, box: number, r: readonly number[]): number[] {
  const c = Math.floor(box / 2);
  const image = new Array<number>(box * box).fill(0);
  volume.forEach((value, i) => {
    if (value < 1e-2) return;
    const at = [(i % box) - c, (Math.floor(i / box) % box) - c, Math.floor(i / box ** 2) - c];
    const along = (row: number): number => at.reduce((sum, x, axis) => sum + x * (r[3 * row + axis] ?? 0), 0) + c;
    const [x, y] = [along(0), along(1)];
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const weight = (1 - Math.abs(x - x0 - dx)) * (1 - Math.abs(y - y0 - dy));
      const place = (y0 + dy) * box + x0 + dx;
      if (!(place >= 0 && place < image.length)) continue;
      image[place] = (image[place] ?? 0) + weight * value;
    }
  });
  return image;
}

it.each([1, 3])('poses find their way back on %i threads', async (threads) => {
  const box = 24;
  const rings: RingLayout = { boxPx: box, counts: [32, 32, 48, 64, 64, 64], orders: [8, 8, 16, 16, 16, 16] };
  const volume = blobs(box, 4);
  const spectrum = await transformVolume(volume, box, 8);
  const truth = [turn(0.4, 1, 0.3), turn(-1, 2.2, 1.9)];
  const shifts = [0.6, -0.4, -0.2, 0.3];
  const scales = [1.2, 0.8];
  const aberration = { constant: 0.1, xx: 3, xy: 0.2, yy: 2.8, fourth: 0 };
  const samples = truth.flatMap((rotation, image) =>
    reference.sliceOnRings(volume, rotation, rings).flatMap(([re, im], i) => {
      const point = reference.ringPoints(rings)[i];
      if (point === undefined) throw new Error('no point');
      const step = 1 / (box * 2);
      const factor = -reference.contrastTransfer(aberration, point.x * step, point.y * step) * (scales[image] ?? 0);
      const angle =
        (-2 * Math.PI * (point.x * (shifts[2 * image] ?? 0) + point.y * (shifts[2 * image + 1] ?? 0))) / box;
      const [c, s] = [Math.cos(angle) * factor, Math.sin(angle) * factor];
      return [re * c - im * s, re * s + im * c];
    }),
  );
  const fit = {
    spectrum,
    layout: rings,
    samples: Float32Array.from(samples),
    stride: samplesOf(rings),
    aberrations: [aberration, aberration],
    pixelSizeA: 2,
    scales: Float32Array.from(scales),
  };
  const start = {
    rotations: Float32Array.from([turn(0.45, 1.06, 0.26), turn(-1.05, 2.14, 1.96)].flat()),
    shiftsPx: new Float32Array(4),
  };
  const found = await fitPoses(fit, start, {
    inverseNoise: new Float32Array(6).fill(1000),
    shiftSpreadPx: 100,
    steps: 12,
    threads,
  });
  truth.flat().forEach((value, i) => {
    expect(found.rotations[i]).toBeCloseTo(value, 2);
  });
  shifts.forEach((value, i) => {
    expect(found.shiftsPx[i]).toBeCloseTo(value, 1);
  });
  scales.forEach((value, i) => {
    expect(found.scales[i]).toBeCloseTo(value, 2);
  });
  const left = await measureResiduals({ ...fit, scales: found.scales }, found, { threads });
  for (let image = 0; image < 2; image++) {
    const [power = NaN, rest = NaN] = [left[18 * image + 2], left[18 * image + 6 + 2]];
    expect(rest).toBeLessThan(1e-3 * power);
  }
});

it.each([1, 3])('sums over images tell what phases are left, on %i threads', async (threads) => {
  const random = createRandom(6);
  const volume = blobs(boxPx, 7);
  const count = 3;
  const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const fit = {
    layout,
    samples: draw(2 * samplesOf(layout) * count),
    stride: samplesOf(layout),
    aberrations: Array.from({ length: count }, (_, i) => ({
      ...{ constant: 0.1, xx: 30 + i, xy: 3, yy: 28, fourth: -200 },
      turned: [300, -100, 50, 200] as const,
    })),
    pixelSizeA: 2,
    scales: Float32Array.from([1, 0.8, 1.3]),
  };
  const poses = { rotations, shiftsPx: draw(2 * count) };
  const inverseNoise = Float32Array.from([1, 2, 0.5, 1, 3]);
  const spectrum = await transformVolume(volume, boxPx, 6);
  const got = await sumPhases({ ...fit, spectrum }, poses, { inverseNoise, threads });
  const wanted = reference.phaseSums(volume, fit, poses, inverseNoise);
  expect(got.length).toBe(wanted.length);
  const size = Math.sqrt(wanted.reduce((sum, value) => sum + value ** 2, 0) / wanted.length);
  // Interpolated slices are good to about a thousandth of the whole.
  wanted.forEach((value, i) => {
    expect(Math.abs((got[i] ?? NaN) - value)).toBeLessThan(0.02 * size);
  });
});
