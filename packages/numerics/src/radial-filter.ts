import { native } from './native.js';

/** A factor for each frequency: `values` at evenly spaced frequencies from 0 to `end` cycles a pixel. */
export interface RadialCurve {
  readonly values: Float32Array;
  readonly end: number;
}

/** What a filter lets through. Lengths in Angstrom; what is left out does nothing. */
export interface Band {
  readonly pixelSizeA: number;
  /** Finest detail kept. */
  readonly lowPassA?: number;
  /** Coarsest detail kept. */
  readonly highPassA?: number;
  /** Half width of an edge, as a share of the edge's own frequency; 0 is a sharp edge. Default 0.1. */
  readonly edge?: number;
  /** Multiplies by exp(-bFactorA2 k² / 4), k in 1/Å: positive dampens. */
  readonly bFactorA2?: number;
}

/** Frequency of the corner of a cube, which no spectrum exceeds, in cycles a pixel. */
const corner = Math.sqrt(3) / 2;

/** Samples `factor`, a function of frequency in cycles a pixel, finely enough for straight lines in between. */
export function createRadialCurve(factor: (frequency: number) => number, samples = 4096): RadialCurve {
  const values = Float32Array.from({ length: samples }, (_, i) => factor((i / (samples - 1)) * corner));
  return { values, end: corner };
}

/** Low-pass, high-pass and B-factor in one curve, edges falling as half a cosine centred on the edge. */
export function createBandCurve(band: Band): RadialCurve {
  const { pixelSizeA, lowPassA = 0, highPassA = Infinity, edge = 0.1, bFactorA2 = 0 } = band;
  const passAbove = (frequency: number, at: number): number => {
    if (edge === 0) return frequency >= at ? 1 : 0;
    const along = (frequency - at * (1 - edge)) / (2 * at * edge);
    return along <= 0 ? 0 : along >= 1 ? 1 : (1 - Math.cos(Math.PI * along)) / 2;
  };
  return createRadialCurve((frequency) => {
    const k = frequency / pixelSizeA;
    const low = lowPassA > 0 ? 1 - passAbove(k, 1 / lowPassA) : 1;
    const high = Number.isFinite(highPassA) ? passAbove(k, 1 / highPassA) : 1;
    return low * high * Math.exp((-bFactorA2 * k * k) / 4);
  });
}

/**
 * `batch` half spectra of real arrays of `shape`, multiplied by `curve`, linear between its values and
 * constant beyond its end. The spectrum handed in stays as it is.
 */
export function multiplyRadial(
  spectrum: Float32Array,
  shape: readonly number[],
  curve: RadialCurve,
  { batch = 1, threads = 1 }: { batch?: number; threads?: number } = {},
): Promise<Float32Array> {
  return native.multiplyRadial(spectrum, [...shape], batch, curve.values, curve.end, threads);
}
