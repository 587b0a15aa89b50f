import {
  createRandom,
  fitPoses,
  imagesToRings,
  innerRings,
  ordersOf,
  ringsToImages,
  samplesOf,
  searchRingPeaks,
  shiftRingOrders,
  takeSlices,
  transformVolume,
  type RingLayout,
  type VolumeSpectrum,
} from '@vitreous/numerics';
import { multiplyOnRings } from '../class2d/ring-correlation.js';
import { anglesFor, layOutRings, mostRings } from '../class2d/ring-layout.js';
import { mirrorMap } from '../edit-map/move-map.js';
import { turnedView } from '../refine/pose-search.js';
import { identity, multiply, randomRotation, transpose, type Matrix3 } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';

/** How a map lies against another, and how they agree once brought onto each other. */
export interface MapAlignment {
  /** Whether it is the map's other hand (`mirrorMap`) that lies so. */
  readonly mirrored: boolean;
  /** The place of the map, about its centre, that shows what the reference shows at r: rotation r + offset. */
  readonly rotation: Matrix3;
  readonly offsetPx: readonly [number, number, number];
  /** Correlation on shells of radius 1, 2 .... */
  readonly fsc: Float64Array;
}

const flat = { constant: 0.5, xx: 0, xy: 0, yy: 0, fourth: 0 };
/** Slices of the map that are looked for in the truth, and slices that are compared once its pose is known. */
const [probes, compared] = [12, 150];
const coarseRings = 10;
const keep = 3;

/**
 * Finds how a map lies against a reference, both of boxPx³ voxels and within `radiusPx` of their centre, their middles a few
 * pixels apart at most. Slices of the map are looked for in the reference, as particles are.
 */
export async function findAlignment(
  map: Float32Array,
  reference: Float32Array,
  { boxPx, radiusPx }: { boxPx: number; radiusPx: number },
  { threads = 1, bothHands = true }: { threads?: number; bothHands?: boolean } = {},
): Promise<MapAlignment> {
  const search = new AlignmentSearch(boxPx, radiusPx, threads);
  const one = { ...(await search.compare(map, reference)), mirrored: false };
  if (!bothHands) return one;
  const other = { ...(await search.compare(mirrorMap(map), reference)), mirrored: true };
  const total = ({ fsc }: MapAlignment): number => fsc.reduce((sum, value) => sum + value, 0);
  return total(other) > total(one) ? other : one;
}

class AlignmentSearch {
  private readonly layout: RingLayout;
  private readonly views: Float32Array;
  private readonly rotations: readonly Matrix3[];

  constructor(
    private readonly boxPx: number,
    radiusPx: number,
    private readonly threads: number,
  ) {
    this.layout = layOutRings({ boxPx, rings: mostRings(boxPx), referenceRadiusPx: radiusPx + 3, shiftPx: 4 });
    this.views = spreadDirections((0.7 * boxPx) / coarseRings / (2 * radiusPx), [identity]);
    const random = createRandom(5);
    this.rotations = Array.from({ length: probes }, () => randomRotation(random));
  }

  async compare(map: Float32Array, truth: Float32Array): Promise<Omit<MapAlignment, 'mirrored'>> {
    const rings = this.layout.orders.length;
    const { boxPx, threads, rotations, layout } = this;
    const known = await transformVolume(truth, boxPx, rings, { threads });
    const own = await transformVolume(map, boxPx, rings, { threads });
    const images = await ringsToImages(await this.slices(own, rotations), probes, layout, { threads });
    const samples = await imagesToRings(images, probes, new Float32Array(boxPx ** 2).fill(1), layout, { threads });
    // The truth on the scale of the map, and each ring of one weight.
    const strengths = await this.strengths(own);
    const others = await this.strengths(known);
    const ratio = Math.sqrt((strengths[4] ?? 1) / (others[4] ?? 1));
    const inverseNoise = Float32Array.from(strengths, (value) => 1e3 / Math.max(1e-30, value));
    const fit = {
      spectrum: { ...known, values: known.values.map((value) => ratio * value) },
      samples,
      stride: samplesOf(layout),
      aberrations: rotations.map(() => flat),
      pixelSizeA: 1,
    };
    let turn = await this.findTurn(fit, inverseNoise);
    let shiftsPx = new Float32Array(2 * probes);
    let poses = rotations.map((rotation) => multiply(rotation, turn));
    for (const used of [8, 14, Math.min(rings, 24)]) {
      const found = await fitPoses(
        { ...fit, layout: innerRings(layout, used), scales: new Float32Array(probes).fill(1) },
        { rotations: Float32Array.from(poses.flat()), shiftsPx },
        { inverseNoise: inverseNoise.subarray(0, used), shiftSpreadPx: 100, steps: 10, threads },
      );
      shiftsPx = Float32Array.from(found.shiftsPx);
      poses = rotations.map((_, i) => turnedView(found.rotations, i, 0));
    }
    turn = middleOf(rotations.map((rotation, i) => multiply(transpose(rotation), poses[i] ?? rotation)));
    const offsetPx = solveOffset(rotations, shiftsPx);
    return { rotation: turn, offsetPx, fsc: await this.correlate(own, known, turn, offsetPx) };
  }

  private slices(spectrum: VolumeSpectrum, rotations: readonly Matrix3[]): Promise<Float32Array> {
    return takeSlices(spectrum, Float32Array.from(rotations.flat()), this.layout, { threads: this.threads });
  }

  /** Mean power on each ring. */
  private async strengths(spectrum: VolumeSpectrum): Promise<Float64Array> {
    const slices = await this.slices(spectrum, this.rotations);
    const length = 2 * ordersOf(this.layout);
    const total = new Float64Array(this.layout.orders.length);
    for (let i = 0; i < probes; i++) {
      const one = slices.subarray(i * length, (i + 1) * length);
      multiplyOnRings(one, one, this.layout).first.forEach((value, ring) => {
        total[ring] = (total[ring] ?? 0) + value / probes;
      });
    }
    return total;
  }

  /** The turn of the map against the truth that most probes agree on. */
  private async findTurn(
    fit: { spectrum: VolumeSpectrum; samples: Float32Array; stride: number; aberrations: (typeof flat)[] },
    inverseNoise: Float32Array,
  ): Promise<Matrix3> {
    const inner = innerRings(this.layout, coarseRings);
    const line = [-4, -2, 0, 2, 4];
    const offsets = Float32Array.from(line.flatMap((y) => line.flatMap((x) => [x, y])));
    const peaks = await searchRingPeaks(
      {
        ...fit,
        layout: inner,
        angles: anglesFor(Math.max(...inner.orders)),
        pixelSizeA: 1,
        centres: new Float32Array(2 * probes),
        offsets,
        shiftPriors: new Float32Array((probes * offsets.length) / 2),
        references: await takeSlices(fit.spectrum, this.views, inner, { threads: this.threads }),
        classPriors: new Float32Array(this.views.length / 9),
        inverseNoise: inverseNoise.subarray(0, coarseRings),
      },
      keep,
      { threads: this.threads },
    );
    const turns = Array.from({ length: probes * keep }, (_, i) => {
      const pose = turnedView(this.views, peaks.classes[i] ?? 0, peaks.angleRad[i] ?? 0);
      return multiply(transpose(this.rotations[Math.floor(i / keep)] ?? identity), pose);
    });
    const votes = turns.map((a) => turns.filter((b) => nearness(a, b) > 1 + 2 * Math.cos(0.25)).length);
    return turns[votes.indexOf(Math.max(...votes))] ?? identity;
  }

  /** Correlation of many slices, those of the truth turned, those of the map moved back by its offset. */
  private async correlate(
    own: VolumeSpectrum,
    known: VolumeSpectrum,
    turn: Matrix3,
    offset: readonly number[],
  ): Promise<Float64Array> {
    const random = createRandom(9);
    const views = Array.from({ length: compared }, () => randomRotation(random));
    const along = (view: Matrix3, row: number): number =>
      [0, 1, 2].reduce((sum, axis) => sum + (view[row + axis] ?? 0) * (offset[axis] ?? 0), 0);
    const shifts = Float32Array.from(views.flatMap((view) => [along(view, 0), along(view, 3)]));
    const a = await shiftRingOrders(await this.slices(own, views), shifts, this.layout);
    const b = await this.slices(
      known,
      views.map((view) => multiply(view, turn)),
    );
    const length = 2 * ordersOf(this.layout);
    const rings = this.layout.orders.length;
    const totals = {
      product: new Float64Array(rings),
      first: new Float64Array(rings),
      second: new Float64Array(rings),
    };
    for (let i = 0; i < compared; i++) {
      const place = [i * length, (i + 1) * length] as const;
      const sums = multiplyOnRings(a.subarray(...place), b.subarray(...place), this.layout);
      for (const name of ['product', 'first', 'second'] as const) {
        sums[name].forEach((value, ring) => (totals[name][ring] = (totals[name][ring] ?? 0) + value));
      }
    }
    return totals.product.map((value, ring) => {
      const norm = Math.sqrt((totals.first[ring] ?? 0) * (totals.second[ring] ?? 0));
      return norm > 0 ? value / norm : 0;
    });
  }
}

/** Trace of a b': 3 when they are the same. */
function nearness(a: Matrix3, b: Matrix3): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

/** The one of some rotations that lies nearest to half of the others. */
function middleOf(turns: readonly Matrix3[]): Matrix3 {
  const costs = turns.map((a) => turns.map((b) => 3 - nearness(a, b)).sort((x, y) => x - y)[turns.length >> 1] ?? 3);
  return turns[costs.indexOf(Math.min(...costs))] ?? identity;
}

/** The offset in space whose views lie where shifts say: least squares, 3 x 3 normal equations by Cramer's rule. */
function solveOffset(rotations: readonly Matrix3[], shifts: Float32Array): [number, number, number] {
  const m = new Float64Array(9);
  const r = new Float64Array(3);
  rotations.forEach((rotation, i) => {
    for (const row of [0, 1]) {
      const line = [0, 1, 2].map((axis) => rotation[3 * row + axis] ?? 0);
      line.forEach((a, j) => {
        r[j] = (r[j] ?? 0) + a * (shifts[2 * i + row] ?? 0);
        line.forEach((b, k) => (m[3 * j + k] = (m[3 * j + k] ?? 0) + a * b));
      });
    }
  });
  const determinant = (c: ArrayLike<number>): number => {
    const at = (i: number): number => c[i] ?? 0;
    return (
      at(0) * (at(4) * at(8) - at(5) * at(7)) -
      at(1) * (at(3) * at(8) - at(5) * at(6)) +
      at(2) * (at(3) * at(7) - at(4) * at(6))
    );
  };
  const whole = determinant(m);
  const along = (axis: number): number =>
    determinant(m.map((value, i) => (i % 3 === axis ? (r[Math.floor(i / 3)] ?? 0) : value))) / whole;
  return [along(0), along(1), along(2)];
}
