import { aberrationOf, halfTurnsOver, type Ctf } from './ctf-model.js';
import type { PolarGrid } from './polar-spectrum.js';
import { averageRings, equiphaseRings } from './ring-profile.js';
import { fitThonModel, ringsOf, type RingBand, type ThonModel } from './thon-model.js';

/** What a person looks at to judge a fit: one value per ring, along rings of equal phase. */
export interface PowerCurves {
  /** 1/Å. */
  readonly frequencies: Float64Array;
  /** Power less its background, over the envelope of the oscillations: to be compared with `fit`. */
  readonly data: Float64Array;
  /** sin²(chi). */
  readonly fit: Float64Array;
  /** Correlation of the two around each ring, -1 to 1. */
  readonly correlation: Float64Array;
}

const stiffness = { background: 11, envelope: 6 };
/** A window of the local correlation: so many oscillations, and at least so many rings, to each side. */
const windowOscillations = 0.75;
const windowRings = 7;

/** Curves from the first ring of the fit to the last of the grid. */
export function drawCurves(grid: PolarGrid, power: Float32Array, ctf: Ctf, firstRing: number): PowerCurves {
  const band: RingBand = { first: firstRing, last: grid.rings - 2 };
  const model = fitThonModel(grid, power, ctf, band, stiffness);
  const profile = averageRings(grid, power, equiphaseRings(grid, ctf));
  const rings = ringsOf(band);
  const mean = (ctf.df1A + ctf.df2A) / 2;
  const phase = halfTurnsOver(aberrationOf({ ...ctf, df1A: mean, df2A: mean }));
  const phases = Float64Array.from(rings, (ring) => phase(ring * grid.ringStep, 0));
  const fit = phases.map((value) => Math.sin(Math.PI * value) ** 2);
  const flat = Float64Array.from(rings, (ring) => (profile.power[ring] ?? 0) / (model.background[ring] ?? 1) - 1);
  const correlation = correlateLocally(flat, fit, phases);
  const frequencies = Float64Array.from(rings, (ring) => ring * grid.ringStep);
  const envelope = relativeEnvelope(model, (fitEnd({ correlation }) ?? 0) + firstRing);
  const data = flat.map((value, i) => value / (envelope[rings[i] ?? 0] ?? 1));
  return { frequencies, data, fit, correlation };
}

/**
 * Envelope over background, ring by ring. Beyond the ring where the fit ends it does not fall any more, so that noise is
 * not blown up where oscillations have died away.
 */
export function relativeEnvelope({ envelope, background }: ThonModel, endRing: number): Float64Array {
  const relative = envelope.map((value, ring) => value / ((background[ring] ?? 0) || 1));
  const floor = Math.max(
    relative[endRing] ?? 0,
    1e-3 * relative.reduce((most, value) => Math.max(most, value), 0),
    1e-6,
  );
  return relative.map((value) => Math.max(value, floor));
}

/** Correlation of two curves in a window around each place. */
function correlateLocally(a: Float64Array, b: Float64Array, phases: Float64Array): Float64Array {
  return a.map((_, centre) => {
    const near = (i: number): boolean =>
      i >= 0 &&
      i < a.length &&
      (Math.abs(i - centre) <= windowRings || Math.abs((phases[i] ?? 0) - (phases[centre] ?? 0)) <= windowOscillations);
    let [from, to] = [centre, centre];
    while (near(from - 1)) from--;
    while (near(to + 1)) to++;
    return correlate(a.subarray(from, to + 1), b.subarray(from, to + 1));
  });
}

function correlate(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [products, squaresA, squaresB] = [0, 0, 0];
  a.forEach((value, i) => {
    const [x, y] = [value - meanA, (b[i] ?? 0) - meanB];
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  });
  return products / Math.sqrt(Math.max(squaresA * squaresB, Number.MIN_VALUE));
}

/** Correlation below which the fit is held to say nothing. */
const leastCorrelation = 0.3;
/** Correlation that the fit must reach once before it can be said to end. */
const goodCorrelation = 0.5;

/** Resolution, Å, to which the fit describes the spectrum; null where it says nothing of it. */
export function fitResolutionA(curves: PowerCurves): number | null {
  const end = fitEnd(curves);
  return end === null ? null : 1 / (curves.frequencies[end] ?? NaN);
}

/** Where the local correlation, having been good, first falls below 0.3; null when it never was good. */
function fitEnd({ correlation }: Pick<PowerCurves, 'correlation'>): number | null {
  const start = correlation.findIndex((value) => value >= goodCorrelation);
  if (start < 0) return null;
  const end = correlation.findIndex((value, i) => i > start && value < leastCorrelation);
  return end < 0 ? correlation.length - 1 : end;
}
