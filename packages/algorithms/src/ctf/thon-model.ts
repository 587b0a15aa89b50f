import type { Aberration } from '@vitreous/numerics';
import { aberrationOf, halfTurnsOver, type Ctf } from './ctf-model.js';
import { combineColumns, fitColumns, NormalEquations, type SparseRow } from './least-squares.js';
import type { PolarGrid } from './polar-spectrum.js';
import { averageRings, plainRings, valueAt, type RingProfile } from './ring-profile.js';
import { splineColumns, splineWeights } from './spline-basis.js';

/** Rings from `first` to `last`, both included. */
export interface RingBand {
  readonly first: number;
  readonly last: number;
}

/** What a spectrum is made of besides the CTF: power ≈ background + envelope · sin²(chi), ring by ring. */
export interface ThonModel {
  readonly band: RingBand;
  /** Per ring; 0 outside the band. */
  readonly background: Float64Array;
  /** Never below 0. */
  readonly envelope: Float64Array;
}

export const ringsOf = ({ first, last }: RingBand): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Places in the band from 0 to 1, for a spline over it. */
export const placesIn = (band: RingBand): number[] =>
  ringsOf(band).map((ring) => (ring - band.first) / Math.max(1, band.last - band.first));

/**
 * Stiff spline through the logarithm of the power: takes the orders of magnitude out of a spectrum and leaves its
 * oscillations. One value per ring of the band.
 */
export function fitTrend(profile: RingProfile, band: RingBand, coefficients: number): Float64Array {
  const rings = ringsOf(band);
  const columns = splineColumns(coefficients, placesIn(band));
  const weights = Float64Array.from(rings, (ring) => profile.counts[ring] ?? 0);
  const logarithms = Float64Array.from(rings, (ring) => Math.log(Math.max(profile.power[ring] ?? 0, 1e-12)));
  return combineColumns(columns, fitColumns(columns, logarithms, weights)).map((value) => Math.exp(value));
}

/** How stiff background and envelope are: coefficients of their splines over the band. */
export interface Stiffness {
  readonly background: number;
  readonly envelope: number;
}

/** Background and envelope that, with the given CTF, explain a spectrum best: weighted least squares over its bins. */
export function fitThonModel(
  grid: PolarGrid,
  power: Float32Array,
  ctf: Ctf,
  band: RingBand,
  stiffness: Stiffness,
): ThonModel {
  const trend = fitTrend(averageRings(grid, power, plainRings(grid)), band, stiffness.background);
  const { background: smooth, envelope: fading } = stiffness;
  const equations = new NormalEquations(smooth + fading);
  const places = placesIn(band);
  const moments = measureRings(grid, power, aberrationOf(ctf), band, trend);
  places.forEach((place, i) => {
    const [count = 0, transfer = 0, square = 0, data = 0, product = 0] = moments.subarray(5 * i, 5 * i + 5);
    const backgroundRow = splineRow(smooth, place, 0);
    const envelopeRow = splineRow(fading, place, smooth);
    equations.addProducts(backgroundRow, backgroundRow, count);
    equations.addProducts(backgroundRow, envelopeRow, transfer);
    equations.addProducts(envelopeRow, backgroundRow, transfer);
    equations.addProducts(envelopeRow, envelopeRow, square);
    equations.addRight(backgroundRow, data);
    equations.addRight(envelopeRow, product);
  });
  const solution = equations.solve();
  const sum = (row: SparseRow): number =>
    row.reduce((all, [column, value]) => all + value * (solution[column] ?? 0), 0);
  const background = new Float64Array(grid.rings);
  const envelope = new Float64Array(grid.rings);
  places.forEach((place, i) => {
    background[band.first + i] = sum(splineRow(smooth, place, 0)) * (trend[i] ?? 0);
    envelope[band.first + i] = Math.max(0, sum(splineRow(fading, place, smooth))) * (trend[i] ?? 0);
  });
  return { band, background, envelope };
}

function splineRow(count: number, place: number, firstColumn: number): SparseRow {
  const { first, weights } = splineWeights(count, place);
  return weights.map((weight, i) => [firstColumn + first + i, weight]);
}

/**
 * Sums over the bins of each ring of the band, with t = sin²(chi) and d = power over trend: of the pixel counts,
 * and of these times t, t², d and d t.
 */
function measureRings(
  grid: PolarGrid,
  power: Float32Array,
  aberration: Aberration,
  band: RingBand,
  trend: Float64Array,
): Float64Array {
  const phase = halfTurnsOver(aberration);
  const moments = new Float64Array(5 * (band.last - band.first + 1));
  for (let sector = 0; sector < grid.sectors; sector++) {
    for (let ring = band.first; ring <= band.last; ring++) {
      const bin = sector * grid.rings + ring;
      const count = grid.counts[bin] ?? 0;
      if (count === 0) continue;
      const [kx, ky] = [grid.kx[bin] ?? 0, grid.ky[bin] ?? 0];
      const transfer = Math.sin(Math.PI * phase(kx, ky)) ** 2;
      const position = Math.sqrt(kx * kx + ky * ky) / grid.ringStep - band.first;
      const data = (power[bin] ?? 0) / valueAt(trend, Math.min(trend.length - 1, Math.max(0, position)));
      const index = 5 * (ring - band.first);
      moments[index] = (moments[index] ?? 0) + count;
      moments[index + 1] = (moments[index + 1] ?? 0) + count * transfer;
      moments[index + 2] = (moments[index + 2] ?? 0) + count * transfer * transfer;
      moments[index + 3] = (moments[index + 3] ?? 0) + count * data;
      moments[index + 4] = (moments[index + 4] ?? 0) + count * data * transfer;
    }
  }
  return moments;
}
