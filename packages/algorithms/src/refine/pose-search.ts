import {
  fitPoses,
  innerRings,
  samplesOf,
  searchRingPeaks,
  takeSlices,
  type FittedPoses,
  type PoseFit,
  type RingLayout,
  type RingPeaks,
  type VolumeSpectrum,
} from '@vitreous/numerics';
import type { ParticleSource } from '../class2d/particle-source.js';
import { anglesFor } from '../class2d/ring-layout.js';
import { multiply, rotationAbout, type Matrix3 } from '../rotation.js';

/** Everything that poses of some particles are looked for with. */
export interface PoseSearch {
  readonly source: Pick<ParticleSource, 'aberration' | 'pixelSizeA'>;
  readonly layout: RingLayout;
  /** 1 / power of the noise on each ring of the layout. */
  readonly inverseNoise: Float32Array;
  /** Deviation of shifts from the middle of the box. */
  readonly shiftSpreadPx: number;
  readonly threads: number;
}

/** Particles, on rings. */
export interface Taken {
  readonly particles: readonly number[];
  readonly samples: Float32Array;
  readonly scales: Float32Array;
}

/** Poses to begin from, `each` of them for a particle. */
export interface Candidates {
  readonly each: number;
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
}

/** References at some views on the inner rings of a map. */
export interface Views {
  readonly inner: RingLayout;
  readonly rotations: Float32Array;
  readonly references: Float32Array;
}

/** Prepares references at the given views (rotations, 9), for a comparison on `rings` rings. */
export async function takeViews(
  spectrum: VolumeSpectrum,
  rotations: Float32Array,
  { layout, threads }: PoseSearch,
  rings: number,
): Promise<Views> {
  const inner = innerRings(layout, rings);
  return { inner, rotations, references: await takeSlices(spectrum, rotations, inner, { threads }) };
}

/**
 * The best `keep` views of each particle, at all angles in the plane and shifts of `offsets` about `centres`. Views next to a better
 * one, closer than `apartRad`, do not count.
 */
export async function findCandidates(
  search: PoseSearch,
  taken: Taken,
  views: Views,
  given: { centres: Float32Array; offsets: Float32Array; keep: number; apartRad: number },
): Promise<Candidates> {
  const { centres, offsets, keep } = given;
  const { inner } = views;
  const peaks = await searchRingPeaks(
    {
      layout: inner,
      samples: taken.samples,
      stride: samplesOf(search.layout),
      angles: anglesFor(Math.max(...inner.orders)),
      aberrations: taken.particles.map((particle) => search.source.aberration(particle)),
      pixelSizeA: search.source.pixelSizeA,
      centres,
      offsets,
      shiftPriors: shiftPriors(centres, offsets, search.shiftSpreadPx),
      references: views.references,
      classPriors: new Float32Array(views.rotations.length / 9),
      inverseNoise: search.inverseNoise.subarray(0, inner.orders.length),
    },
    keep === 1 ? 1 : 6 * keep,
    { threads: search.threads },
  );
  return chooseApart(peaks, taken.particles.length, views.rotations, given);
}

/** Improves candidates on `rings` rings; answers the best of each particle. */
export async function improve(
  search: PoseSearch,
  taken: Taken,
  spectrum: VolumeSpectrum,
  candidates: Candidates,
  { rings, steps }: { rings: number; steps: number },
): Promise<FittedPoses> {
  const { each } = candidates;
  const found = await fitPoses(fitOf(search, taken, spectrum, rings), candidates, {
    inverseNoise: search.inverseNoise.subarray(0, rings),
    shiftSpreadPx: search.shiftSpreadPx,
    steps,
    each,
    threads: search.threads,
  });
  const best = taken.particles.map((_, image) => {
    let at = image * each;
    for (let i = 1; i < each; i++)
      if ((found.scores[image * each + i] ?? 0) > (found.scores[at] ?? 0)) at = image * each + i;
    return at;
  });
  const pick = (values: Float32Array, width: number): Float32Array =>
    Float32Array.from(
      { length: best.length * width },
      (_, i) => values[(best[Math.floor(i / width)] ?? 0) * width + (i % width)] ?? NaN,
    );
  return {
    rotations: pick(found.rotations, 9),
    shiftsPx: pick(found.shiftsPx, 2),
    scores: pick(found.scores, 1),
    scales: pick(found.scales, 1),
    angleErrorRad: pick(found.angleErrorRad, 1),
    shiftErrorPx: pick(found.shiftErrorPx, 1),
  };
}

/** Particles as a fit wants them. */
export function fitOf(search: PoseSearch, taken: Taken, spectrum: VolumeSpectrum, rings: number): PoseFit {
  return {
    spectrum,
    layout: innerRings(search.layout, rings),
    samples: taken.samples,
    stride: samplesOf(search.layout),
    aberrations: taken.particles.map((particle) => search.source.aberration(particle)),
    pixelSizeA: search.source.pixelSizeA,
    scales: taken.scales,
  };
}

/** Candidates, and after those of each particle another one. */
export function withPose(candidates: Candidates | null, rotations: Float32Array, shiftsPx: Float32Array): Candidates {
  if (candidates === null) return { each: 1, rotations, shiftsPx };
  const each = candidates.each + 1;
  const count = rotations.length / 9;
  const join = (first: Float32Array, second: Float32Array, width: number): Float32Array => {
    const joined = new Float32Array(count * each * width);
    for (let image = 0; image < count; image++) {
      joined.set(first.subarray(image * (each - 1) * width, (image + 1) * (each - 1) * width), image * each * width);
      joined.set(second.subarray(image * width, (image + 1) * width), ((image + 1) * each - 1) * width);
    }
    return joined;
  };
  return {
    each,
    rotations: join(candidates.rotations, rotations, 9),
    shiftsPx: join(candidates.shiftsPx, shiftsPx, 2),
  };
}

/** Logarithm of the normal law of shifts about the middle of the box. */
export function shiftPriors(centres: Float32Array, offsets: Float32Array, spreadPx: number): Float32Array {
  const shifts = offsets.length / 2;
  return Float32Array.from({ length: (centres.length / 2) * shifts }, (_, i) => {
    const [image, shift] = [Math.floor(i / shifts), i % shifts];
    const x = (centres[2 * image] ?? 0) + (offsets[2 * shift] ?? 0);
    const y = (centres[2 * image + 1] ?? 0) + (offsets[2 * shift + 1] ?? 0);
    return -(x * x + y * y) / (2 * spreadPx * spreadPx);
  });
}

/** Of each particle's peaks the best `keep` whose views lie apart, as rotations; the best again where there are fewer. */
function chooseApart(
  peaks: RingPeaks,
  images: number,
  views: Float32Array,
  { keep, apartRad }: { keep: number; apartRad: number },
): Candidates {
  const found = peaks.classes.length / images;
  const rotations = new Float32Array(images * keep * 9);
  const shiftsPx = new Float32Array(images * keep * 2);
  const apart = Math.cos(apartRad);
  for (let image = 0; image < images; image++) {
    const chosen: number[] = [];
    for (let i = image * found; i < (image + 1) * found && chosen.length < keep; i++) {
      const view = peaks.classes[i] ?? -1;
      const isNew = chosen.every((other) => directionCosine(views, view, peaks.classes[other] ?? 0) < apart);
      if (view >= 0 && isNew) chosen.push(i);
    }
    for (let place = 0; place < keep; place++) {
      const peak = chosen[place] ?? chosen[0] ?? image * found;
      const view = Math.max(0, peaks.classes[peak] ?? 0);
      const at = image * keep + place;
      rotations.set(turnedView(views, view, peaks.angleRad[peak] ?? 0), 9 * at);
      shiftsPx.set(peaks.shiftPx.subarray(2 * peak, 2 * peak + 2), 2 * at);
    }
  }
  return { each: keep, rotations, shiftsPx };
}

/** A view, turned in its plane. */
export function turnedView(views: Float32Array, view: number, angleRad: number): Matrix3 {
  const [a, b, c, d, e, f, g, h, i] = views.subarray(9 * view, 9 * view + 9) as unknown as Matrix3;
  return multiply(rotationAbout([0, 0, 1], angleRad), [a, b, c, d, e, f, g, h, i]);
}

function directionCosine(views: Float32Array, a: number, b: number): number {
  return [6, 7, 8].reduce((sum, axis) => sum + (views[9 * a + axis] ?? 0) * (views[9 * b + axis] ?? 0), 0);
}
