import { describe, expect, it } from 'vitest';
import {
  createRandom,
  ordersOf,
  reference,
  samplesOf,
  searchRingPeaks,
  searchRings,
  type RingLayout,
  type RingSearch,
} from './index.js';

interface Case {
  readonly layout: RingLayout;
  readonly images: number;
  readonly classes: number;
  readonly shifts: number;
  readonly angles: number;
  readonly sharpness: number;
}

const cases: Case[] = [
  {
    layout: { boxPx: 12, counts: [16, 20, 32], orders: [8, 8, 16] },
    images: 5,
    classes: 3,
    shifts: 3,
    angles: 32,
    sharpness: 1,
  },
  {
    layout: { boxPx: 15, counts: [18, 30], orders: [8, 8] },
    images: 3,
    classes: 2,
    shifts: 9,
    angles: 24,
    sharpness: 0.3,
  },
  { layout: { boxPx: 33, counts: [16], orders: [8] }, images: 2, classes: 1, shifts: 1, angles: 16, sharpness: 1 },
];

function makeSearch({ layout, images, classes, shifts, angles, sharpness }: Case): RingSearch {
  const random = createRandom(11);
  const noise = (length: number, scale = 1): Float32Array =>
    Float32Array.from({ length }, () => scale * random.normal());
  // Longer than needed: the outer rings of a finer layout are not looked at.
  const stride = samplesOf(layout) + 4;
  return {
    layout,
    stride,
    angles,
    sharpness,
    samples: noise(2 * images * stride),
    aberrations: Array.from({ length: images }, () => ({
      constant: random.uniform(),
      xx: 40 * random.normal(),
      xy: 5 * random.normal(),
      yy: 40 * random.normal(),
      fourth: -10,
    })),
    pixelSizeA: 1.5,
    centres: noise(2 * images),
    offsets: noise(2 * shifts),
    shiftPriors: noise(images * shifts),
    references: noise(2 * classes * ordersOf(layout), 0.15),
    classPriors: noise(classes),
    inverseNoise: Float32Array.from(layout.counts, () => 0.5 + random.uniform()),
    halves: Uint8Array.from({ length: images }, () => random.integer(2)),
  };
}

function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    // Logarithms of some tens in single precision; weights below a thousandth of the best are left out of sums.
    expect(Math.abs((got[i] ?? NaN) - (wanted[i] ?? NaN))).toBeLessThan(2e-3 * (1 + Math.abs(wanted[i] ?? 0)));
  }
}

describe.each(cases)('a search of $images images over $shifts shifts and $classes classes', (one) => {
  const search = makeSearch(one);
  const all = ordersOf(one.layout);

  it.each([1, 3])('has the best classes first on %i threads', async (threads) => {
    const sure = { ...search, sharpness: 1 };
    const { best } = await searchRings(sure);
    const keep = one.classes + 1;
    const peaks = await searchRingPeaks(sure, keep, { threads });
    for (let image = 0; image < one.images; image++) {
      const at = image * keep;
      expect(peaks.classes[at]).toBe(best.classes[image]);
      expect(peaks.angleRad[at]).toBe(best.angleRad[image]);
      expect(peaks.shiftPx[2 * at]).toBe(best.shiftPx[2 * image]);
      expect(peaks.score[at]).toBe(best.score[image]);
      const classes = Array.from(peaks.classes.subarray(at, at + keep));
      // Each class once, and one place more than there are classes.
      expect(new Set(classes).size).toBe(keep);
      expect(classes[one.classes]).toBe(-1);
    }
  });

  it.each([1, 3])('agrees with trying all in turn on %i threads', async (threads) => {
    const got = await searchRings(search, { threads });
    const numerators = new Float64Array(got.numerators.length);
    const denominators = new Float64Array(got.denominators.length);
    for (let image = 0; image < one.images; image++) {
      const slow = reference.searchRingsOfImage(search, image);
      expectClose(got.probabilities.subarray(image * one.classes, (image + 1) * one.classes), slow.probabilities);
      expect(got.best.classes[image]).toBe(slow.best.class);
      expect(Math.abs((got.best.score[image] ?? NaN) - slow.best.score)).toBeLessThan(1e-3);
      const step = ((got.best.angleRad[image] ?? NaN) / (2 * Math.PI)) * one.angles;
      const off = Math.abs(step - slow.best.step);
      expect(Math.min(off, one.angles - off)).toBeLessThan(0.51);
      [0, 1].forEach((axis) => {
        const shift = (search.centres[2 * image + axis] ?? 0) + (search.offsets[2 * slow.best.shift + axis] ?? 0);
        expect(got.best.shiftPx[2 * image + axis]).toBeCloseTo(shift, 5);
      });
      const half = search.halves[image] ?? 0;
      slow.numerators.forEach((value, i) => {
        const at = half * 2 * one.classes * all + i;
        numerators[at] = (numerators[at] ?? 0) + value;
      });
      slow.denominators.forEach((value, i) => {
        const at = half * slow.denominators.length + i;
        denominators[at] = (denominators[at] ?? 0) + value;
      });
    }
    expectClose(got.numerators, numerators);
    expectClose(got.denominators, denominators);
    expect(got.counts.reduce((sum, value) => sum + value, 0)).toBeCloseTo(one.images, 1);
  });

  it('gives the same bits for any number of threads', async () => {
    const [first, second] = [await searchRings(search), await searchRings(search, { threads: 4 })];
    expect(second).toEqual(first);
  });
});

it('refuses arrays that do not fit', async () => {
  const [one] = cases;
  if (one === undefined) throw new Error('no case');
  const search = makeSearch(one);
  await expect(searchRings({ ...search, centres: new Float32Array(1) })).rejects.toThrow('1 centres, expected 10');
  await expect(searchRings({ ...search, angles: 24 })).rejects.toThrow('24 angles for 16 orders');
});
