import type { Image } from '../image.js';
import type { PolarBins, TileSpectra } from '../tile-spectra.js';
import { discreteHalfSpectrum } from './fourier.js';

/** Slow twin of `computeTileSpectra`. */
export function tileSpectra(
  image: Image,
  size: number,
  origins: readonly (readonly [y: number, x: number])[],
  rings: number,
  sectors: number,
  axisMargin: number,
): TileSpectra {
  const frequencies = listFrequencies(rings);
  const bins = polarBins(frequencies, rings, sectors, axisMargin);
  const tiles = origins.map(([y, x]) => prepareTile(image, size, y, x));
  const half = Math.floor(size / 2) + 1;
  const powers = tiles.map(({ values }) => {
    const spectrum = discreteHalfSpectrum(values, [size, size]);
    return frequencies.map(([x, y]) => {
      const i = 2 * (((y + size) % size) * half + x);
      return ((spectrum[i] ?? 0) ** 2 + (spectrum[i + 1] ?? 0) ** 2) / taperEnergy(size);
    });
  });
  const polar = powers.flatMap((power) => {
    const sums = new Array<number>(bins.counts.length).fill(0);
    frequencies.forEach(([x, y], i) => {
      const bin = binOf(x, y, rings, sectors, axisMargin);
      if (bin !== null) sums[bin] = (sums[bin] ?? 0) + (power[i] ?? 0) / (bins.counts[bin] ?? 1);
    });
    return sums;
  });
  const used = tiles.filter(({ deviation }) => deviation > 0).length;
  const mean = frequencies.map((_, i) => powers.reduce((sum, power) => sum + (power[i] ?? 0), 0) / Math.max(1, used));
  return {
    size,
    bins,
    polar: Float32Array.from(polar),
    mean: Float32Array.from(mean),
    deviations: Float32Array.from(tiles, ({ deviation }) => deviation),
  };
}

/** In the order of the mean spectrum: y from 1 - rings to rings - 1, x from 0 to rings - 1, x fastest. */
const listFrequencies = (rings: number): [x: number, y: number][] =>
  Array.from({ length: (2 * rings - 1) * rings }, (_, i) => [i % rings, Math.floor(i / rings) + 1 - rings]);

const taper = (i: number, size: number): number => Math.sin((Math.PI * (i + 0.5)) / size);

function taperEnergy(size: number): number {
  let energy = 0;
  for (let i = 0; i < size; i++) energy += taper(i, size) ** 2;
  return energy ** 2;
}

function binOf(x: number, y: number, rings: number, sectors: number, axisMargin: number): number | null {
  const ring = Math.round(Math.hypot(x, y));
  if (ring === 0 || ring >= rings || Math.min(x, Math.abs(y)) <= axisMargin || (x === 0 && y < 0)) return null;
  const sector = Math.floor((Math.atan2(y, x) / Math.PI + 0.5) * sectors);
  return Math.min(sector, sectors - 1) * rings + ring;
}

function polarBins(
  frequencies: readonly (readonly [number, number])[],
  rings: number,
  sectors: number,
  axisMargin: number,
): PolarBins {
  const sums = [0, 1, 2].map(() => new Float64Array(sectors * rings));
  const [counts, xs, ys] = sums as [Float64Array, Float64Array, Float64Array];
  for (const [x, y] of frequencies) {
    const bin = binOf(x, y, rings, sectors, axisMargin);
    if (bin === null) continue;
    counts[bin] = (counts[bin] ?? 0) + 1;
    xs[bin] = (xs[bin] ?? 0) + x;
    ys[bin] = (ys[bin] ?? 0) + y;
  }
  const overCounts = (values: Float64Array): Float32Array =>
    Float32Array.from(values, (value, i) => value / Math.max(1, counts[i] ?? 0));
  return { sectors, rings, counts: Float32Array.from(counts), x: overCounts(xs), y: overCounts(ys) };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The tile, clamped, without its plane, of unit variance and tapered. */
function prepareTile(image: Image, size: number, y: number, x: number): { values: number[]; deviation: number } {
  const raw: number[] = [];
  for (let row = 0; row < size; row++) {
    const first = (y + row) * image.width + x;
    raw.push(...image.data.subarray(first, first + size));
  }
  const clamped = clampOutliers(raw, size);
  const mean = meanOf(clamped);
  const middle = (size - 1) / 2;
  const along = (coordinate: (i: number) => number): number => {
    const spread = meanOf(clamped.map((_, i) => coordinate(i) ** 2));
    return meanOf(clamped.map((value, i) => value * coordinate(i))) / spread;
  };
  const column = (i: number): number => (i % size) - middle;
  const row = (i: number): number => Math.floor(i / size) - middle;
  const [slopeX, slopeY] = [along(column), along(row)];
  const flat = clamped.map((value, i) => value - mean - slopeX * column(i) - slopeY * row(i));
  const deviation = Math.sqrt(meanOf(flat.map((value) => value ** 2)));
  if (Number.isNaN(deviation)) return { values: raw.map(() => 0), deviation };
  if (deviation <= 1e-5 * Math.abs(mean)) return { values: raw.map(() => 0), deviation: 0 };
  const values = flat.map(
    (value, i) => (value / deviation) * taper(i % size, size) * taper(Math.floor(i / size), size),
  );
  return { values, deviation };
}

/** Brings values beyond five standard deviations (of every fourth row) back, up to five times, until that no longer halves the range. */
function clampOutliers(raw: readonly number[], size: number): number[] {
  let [low, high] = [-Infinity, Infinity];
  const clamp = (value: number): number => Math.min(high, Math.max(low, value));
  for (let round = 0; round < 5; round++) {
    const values = raw.filter((_, i) => Math.floor(i / size) % 4 === 0).map(clamp);
    const mean = meanOf(values);
    const reach = 5 * Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
    const narrower = reach < 0.49 * (high - low);
    [low, high] = [mean - reach, mean + reach];
    if (!narrower) break;
  }
  return raw.map(clamp);
}
