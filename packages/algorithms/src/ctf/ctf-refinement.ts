import { sumCorrelations, wavelengthA, type SpectrumSamples } from '@vitreous/numerics';
import { aberrationOf, type Ctf } from './ctf-model.js';
import { solveSymmetric } from './least-squares.js';
import type { PolarGrid } from './polar-spectrum.js';
import { plainRings, valueAt } from './ring-profile.js';
import type { ThonModel } from './thon-model.js';

/** What may change, and how far. */
export interface RefinementLimits {
  /** Range of the phase shift, rad; null keeps it as it is. */
  readonly phaseShiftRad: readonly [number, number] | null;
  readonly threads: number;
}

/**
 * Each bin of the band as a measurement of cos(2 chi), weighted by what it can tell: the square of the envelope
 * over the variance of its power.
 */
export function samplesOf(grid: PolarGrid, power: Float32Array, model: ThonModel): SpectrumSamples {
  const positions = plainRings(grid);
  const bins: number[] = [];
  positions.forEach((position, bin) => {
    const inside = position >= model.band.first && position <= model.band.last;
    if (inside && (grid.counts[bin] ?? 0) > 0) bins.push(bin);
  });
  const weights = new Float32Array(bins.length);
  const weighted = Float32Array.from(bins, (bin, i) => {
    const position = positions[bin] ?? 0;
    const half = valueAt(model.envelope, position) / 2;
    const mean = valueAt(model.background, position) + half;
    const weight = (grid.counts[bin] ?? 0) / mean ** 2;
    weights[i] = weight * half ** 2;
    return -weight * half * ((power[bin] ?? 0) - mean);
  });
  return {
    kx: Float32Array.from(bins, (bin) => grid.kx[bin] ?? 0),
    ky: Float32Array.from(bins, (bin) => grid.ky[bin] ?? 0),
    weighted,
    weights,
  };
}

/** Mean defocus, half the astigmatism times cosine and sine of twice its angle (all Å), phase shift (rad). */
type Point = readonly number[];

function pointOf({ df1A, df2A, dfAngleRad, phaseShiftRad }: Ctf): Point {
  const half = (df1A - df2A) / 2;
  return [(df1A + df2A) / 2, half * Math.cos(2 * dfAngleRad), half * Math.sin(2 * dfAngleRad), phaseShiftRad];
}

function ctfOf([mean = 0, cosine = 0, sine = 0, phaseShiftRad = 0]: Point, ctf: Ctf): Ctf {
  const half = Math.hypot(cosine, sine);
  return { ...ctf, df1A: mean + half, df2A: mean - half, dfAngleRad: Math.atan2(sine, cosine) / 2, phaseShiftRad };
}

/** A refined CTF and its weighted correlation with the samples, -1 to 1. */
export interface Refined {
  readonly ctf: Ctf;
  readonly correlation: number;
}

const rounds = 12;

/**
 * Climbs to the nearest maximum of the weighted, normalised correlation with sin²(chi): in each round all points of a
 * quadratic design are scored in one call, and the step goes to the maximum of the parabola through them.
 */
export async function refineCtf(samples: SpectrumSamples, start: Ctf, limits: RefinementLimits): Promise<Refined> {
  const { phaseShiftRad: phaseRange, threads } = limits;
  const totals = totalsOf(samples);
  const score = async (points: readonly Point[]): Promise<number[]> => {
    const sums = await sumCorrelations(
      samples,
      points.map((point) => aberrationOf(ctfOf(point, start))),
      { threads },
    );
    return points.map((_, i) => correlation(sums.subarray(3 * i, 3 * i + 3), totals));
  };
  const inside = (point: Point): Point =>
    phaseRange === null
      ? point
      : point.map((value, i) => (i === 3 ? Math.min(phaseRange[1], Math.max(phaseRange[0], value)) : value));
  let scales = stepSizes(samples, start, phaseRange !== null);
  let centre = inside(pointOf(start));
  let best = (await score([centre]))[0] ?? 0;
  for (let round = 0; round < rounds; round++) {
    const design = quadraticDesign(scales);
    const scores = await score(design.map((step) => inside(add(centre, step))));
    const step = stepToMaximum(design, scores, best, scales);
    const candidates = [step, ...design].map((each) => inside(add(centre, each)));
    const [reached = -1] = await score([candidates[0] ?? centre]);
    const all = [reached, ...scores];
    const top = all.reduce((most, value, i) => (value > (all[most] ?? -1) ? i : most), 0);
    const gain = (all[top] ?? -1) - best;
    const moved = Math.max(...scales.map((scale, i) => Math.abs(step[i] ?? 0) / scale));
    if (gain > 0) {
      centre = candidates[top] ?? centre;
      best = all[top] ?? best;
    }
    // A maximum well inside the design is found better with a narrower one.
    if (moved < 0.5 || gain <= 0) scales = scales.map((scale) => scale / 2);
    if (gain < 1e-7 && round > 2) break;
  }
  return { ctf: ctfOf(centre, start), correlation: best };
}

const add = (a: Point, b: Point): Point => a.map((value, i) => value + (b[i] ?? 0));

/** Steps that turn 2 chi by about half a radian where the weight lies. */
function stepSizes(samples: SpectrumSamples, ctf: Ctf, phase: boolean): number[] {
  let [sum, total] = [0, 0];
  samples.weights.forEach((weight, i) => {
    sum += weight * ((samples.kx[i] ?? 0) ** 2 + (samples.ky[i] ?? 0) ** 2) ** 2;
    total += weight;
  });
  const typical = Math.sqrt(sum / Math.max(total, Number.MIN_VALUE)) || 1e-2;
  const step = Math.min(400, 0.5 / (2 * Math.PI * wavelengthA(ctf.accelKv) * typical));
  return phase ? [step, step, step, 0.2] : [step, step, step];
}

interface Totals {
  readonly weighted: number;
  readonly weights: number;
  /** Weighted variance of the data, times the weights. */
  readonly spread: number;
}

function totalsOf({ weighted, weights }: SpectrumSamples): Totals {
  let [data, weight, squares] = [0, 0, 0];
  weighted.forEach((value, i) => {
    const each = weights[i] ?? 0;
    data += value;
    weight += each;
    if (each > 0) squares += value ** 2 / each;
  });
  return { weighted: data, weights: weight, spread: squares - data ** 2 / Math.max(weight, Number.MIN_VALUE) };
}

function correlation([data = 0, mean = 0, square = 0]: ArrayLike<number> & Iterable<number>, totals: Totals): number {
  if (totals.weights === 0) return 0;
  const covariance = data - (totals.weighted * mean) / totals.weights;
  const variance = square - mean ** 2 / totals.weights;
  return covariance / Math.sqrt(Math.max(variance * totals.spread, Number.MIN_VALUE));
}

/** Steps along each axis both ways and along each pair of axes once. */
function quadraticDesign(scales: readonly number[]): Point[] {
  const unit = (i: number, sign: number): number[] => scales.map((scale, j) => (i === j ? sign * scale : 0));
  return [
    ...scales.flatMap((_, i) => [unit(i, 1), unit(i, -1)]),
    ...scales.flatMap((_, i) => scales.slice(i + 1).map((__, j) => add(unit(i, 1), unit(i + 1 + j, 1)))),
  ];
}

/** The step to the top of the parabola through the design, at most two design steps long; uphill where it is open. */
function stepToMaximum(
  design: readonly Point[],
  scores: readonly number[],
  centre: number,
  scales: readonly number[],
): Point {
  const n = scales.length;
  const gradient = scales.map((_, i) => ((scores[2 * i] ?? 0) - (scores[2 * i + 1] ?? 0)) / 2);
  const curvature = new Float64Array(n * n);
  scales.forEach((_, i) => {
    curvature[i * n + i] = 2 * centre - (scores[2 * i] ?? 0) - (scores[2 * i + 1] ?? 0);
  });
  let pair = 2 * n;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++, pair++) {
      const plain = [i, j].reduce((sum, k) => sum + (gradient[k] ?? 0) - 0.5 * (curvature[k * n + k] ?? 0), centre);
      const mixed = plain - (scores[pair] ?? 0);
      curvature[i * n + j] = mixed;
      curvature[j * n + i] = mixed;
    }
  }
  const largest = Math.max(...scales.map((_, i) => Math.abs(curvature[i * n + i] ?? 0)));
  scales.forEach((_, i) => {
    curvature[i * n + i] = Math.max(curvature[i * n + i] ?? 0, 0.05 * largest);
  });
  const units = solveSymmetric(curvature, Float64Array.from(gradient));
  const longest = Math.max(...units.map(Math.abs));
  const shrink = longest > 2 ? 2 / longest : 1;
  return scales.map((scale, i) => (units[i] ?? 0) * shrink * scale);
}
