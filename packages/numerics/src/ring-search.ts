import { packAberrations, type Aberration } from './ctf.js';
import { native } from './native.js';
import type { RingLayout } from './rings.js';

/** Images on rings, references, and the ways in which they may lie on each other. */
export interface RingSearch {
  /** The rings compared: those of `samples`, or the inner ones of them. */
  readonly layout: RingLayout;
  /** Complex pairs, (images, stride), from `imagesToRings`. */
  readonly samples: Float32Array;
  /** Samples of an image in `samples`. */
  readonly stride: number;
  /** Angles tried in a full turn: a multiple of 8, at least twice the greatest number of orders. */
  readonly angles: number;
  /** One for each image; its contrast transfer is taken as + sin (bright particles). */
  readonly aberrations: readonly Aberration[];
  readonly pixelSizeA: number;
  /** Where the shifts of each image are tried about, pixels: (images, 2), x first. */
  readonly centres: Float32Array;
  /** (shifts, 2), pixels. */
  readonly offsets: Float32Array;
  /** Logarithm of the probability beforehand of each shift, (images, shifts). */
  readonly shiftPriors: Float32Array;
  /** Angular orders, (classes, 2, orders): real parts, then imaginary ones. */
  readonly references: Float32Array;
  /** Logarithm of the probability beforehand of each class. */
  readonly classPriors: Float32Array;
  /** 1 / power of the noise on each ring. */
  readonly inverseNoise: Float32Array;
  /** Multiplies the logarithm of the likelihood; 1 for what the noise allows. */
  readonly sharpness: number;
  /** The half each image belongs to, 0 or 1. */
  readonly halves: Uint8Array;
  /** Shifts and classes whose weight is less than this part of the best one's add nothing to the sums. */
  readonly least?: number;
}

export interface FoundOnRings {
  /** (images, classes). */
  readonly probabilities: Float32Array;
  /** The most likely of each image. */
  readonly best: {
    readonly classes: Int32Array;
    /** By how much the image is turned against the reference, from x towards y. */
    readonly angleRad: Float32Array;
    /** Where the middle of the particle lies, (images, 2). */
    readonly shiftPx: Float32Array;
    /** Of the class. */
    readonly probability: Float32Array;
    /** Logarithm of the likelihood against that of no particle. */
    readonly score: Float32Array;
  };
  /** Sum over images, turned and shifted onto the references, of X C / S: (2 halves, classes, 2, orders). */
  readonly numerators: Float32Array;
  /** Of C² / S: (2 halves, classes, rings). */
  readonly denominators: Float32Array;
  /** Sum of weights: (2 halves, classes). */
  readonly counts: Float64Array;
  /** Sum over images of the mean of |X|² along each ring. */
  readonly power: Float64Array;
}

const bestWidth = 6;
/** e^-7.2: what is left out together is less than a hundredth. */
const usualLeast = 7.5e-4;

/**
 * Compares every image with every reference at all angles and shifts, and sums images with the weights found. With X an
 * image, C its contrast transfer, S the noise's power and R a reference, the logarithm of the likelihood of (class, angle,
 * shift) is `sum of Re(X C e^(i shift) / S, R turned) - C² |R|² / (2 S)` over frequencies; in the second term C² and |R|² are
 * means along rings.
 */
export async function searchRings(search: RingSearch, { threads = 1 } = {}): Promise<FoundOnRings> {
  const { layout, aberrations } = search;
  const found = await native.searchRings(
    layout.boxPx,
    [...layout.counts],
    [...layout.orders],
    search.stride,
    search.angles,
    search.samples,
    packAberrations(aberrations),
    search.pixelSizeA,
    search.centres,
    search.offsets,
    search.shiftPriors,
    search.references,
    search.classPriors,
    search.inverseNoise,
    search.sharpness,
    search.halves,
    search.least ?? usualLeast,
    threads,
  );
  const best = found.takeBest();
  const column = (place: number): Float32Array =>
    Float32Array.from(aberrations, (_, image) => best[bestWidth * image + place] ?? NaN);
  const shiftPx = new Float32Array(2 * aberrations.length);
  column(2).forEach((value, image) => (shiftPx[2 * image] = value));
  column(3).forEach((value, image) => (shiftPx[2 * image + 1] = value));
  return {
    probabilities: found.takeProbabilities(),
    best: {
      classes: Int32Array.from(column(0)),
      angleRad: column(1),
      shiftPx,
      probability: column(4),
      score: column(5),
    },
    numerators: found.takeNumerators(),
    denominators: found.takeDenominators(),
    counts: found.takeCounts(),
    power: found.takePower(),
  };
}

/** The most likely references of each image: (images, keep) each. */
export interface RingPeaks {
  /** -1 where there are no more. */
  readonly classes: Int32Array;
  readonly angleRad: Float32Array;
  /** (images, keep, 2). */
  readonly shiftPx: Float32Array;
  /** Logarithm of the likelihood against that of no particle. */
  readonly score: Float32Array;
}

/** The best `keep` references of each image, each at its best angle and shift, the most likely first. Sums nothing. */
export async function searchRingPeaks(
  search: Omit<RingSearch, 'halves' | 'sharpness' | 'least'>,
  keep: number,
  { threads = 1 } = {},
): Promise<RingPeaks> {
  const { layout } = search;
  const found = await native.searchRingPeaks(
    layout.boxPx,
    [...layout.counts],
    [...layout.orders],
    search.stride,
    search.angles,
    search.samples,
    packAberrations(search.aberrations),
    search.pixelSizeA,
    search.centres,
    search.offsets,
    search.shiftPriors,
    search.references,
    search.classPriors,
    search.inverseNoise,
    keep,
    threads,
  );
  const peakWidth = 5;
  const count = found.length / peakWidth;
  const column = (place: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => found[peakWidth * i + place] ?? NaN);
  return {
    classes: Int32Array.from(column(0)),
    angleRad: column(1),
    shiftPx: Float32Array.from({ length: 2 * count }, (_, i) => found[peakWidth * (i >> 1) + 2 + (i % 2)] ?? NaN),
    score: column(4),
  };
}
