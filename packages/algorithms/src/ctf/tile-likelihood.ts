import { multiplyReal, type TileSpectra } from '@vitreous/numerics';
import { aberrationOf, halfTurnsOver, type Ctf } from './ctf-model.js';
import { innerProduct, orthonormalise, subtractColumn } from './least-squares.js';
import type { PolarGrid } from './polar-spectrum.js';
import { equiphaseRings, plainRings, valueAt } from './ring-profile.js';
import { splineColumns } from './spline-basis.js';
import { placesIn, ringsOf, type ThonModel } from './thon-model.js';

/** How well each tile's spectrum agrees with defoci around the mean one. */
export interface TileLikelihoods {
  readonly tiles: number;
  readonly offsets: number;
  /** Logarithm of the likelihood: (tiles, offsets). Tiles without a spectrum have 0 everywhere. */
  readonly values: Float32Array;
  /** What the data are expected to tell about a tile's defocus, 1/Å². */
  readonly information: number;
  /** Offset number 0, and the step to the next, Å. */
  readonly firstA: number;
  readonly stepA: number;
}

/** Spectra of the tiles over the mean model, averaged along rings of equal phase; made once, scored often. */
export interface TileProfiles {
  readonly tiles: number;
  readonly ctf: Ctf;
  readonly model: ThonModel;
  readonly ringStep: number;
  /** (tiles, rings of the band). */
  readonly values: Float32Array;
  /** Pixels in each ring of the band. */
  readonly counts: Float64Array;
}

/** A smooth background of its own for every tile: ice is not equally thick everywhere. */
const smoothCoefficients = 4;

export function profileTiles(grid: PolarGrid, spectra: TileSpectra, ctf: Ctf, model: ThonModel): TileProfiles {
  const { first, last } = model.band;
  const rings = last - first + 1;
  const tiles = spectra.deviations.length;
  const plain = plainRings(grid);
  const positions = equiphaseRings(grid, ctf);
  // Per bin in the band: its place among the rings, and what its power is divided by.
  const bins: number[] = [];
  grid.counts.forEach((count, bin) => {
    const position = positions[bin] ?? 0;
    const inside = (plain[bin] ?? 0) >= first && (plain[bin] ?? 0) <= last && position >= first && position < last;
    if (count > 0 && inside) bins.push(bin);
  });
  const places = Float64Array.from(bins, (bin) => (positions[bin] ?? 0) - first);
  const scales = Float64Array.from(bins, (bin) => {
    const position = plain[bin] ?? 0;
    const mean = valueAt(model.background, position) + valueAt(model.envelope, position) / 2;
    return (grid.counts[bin] ?? 0) / mean;
  });
  const counts = new Float64Array(rings);
  bins.forEach((bin, i) => {
    share(counts, places[i] ?? 0, grid.counts[bin] ?? 0);
  });
  const values = new Float32Array(tiles * rings);
  for (let tile = 0; tile < tiles; tile++) {
    if (!((spectra.deviations[tile] ?? 0) > 0)) continue;
    const profile = values.subarray(tile * rings, (tile + 1) * rings);
    const start = tile * grid.counts.length;
    for (let i = 0; i < bins.length; i++) {
      const bin = bins[i] ?? 0;
      share(profile, places[i] ?? 0, (scales[i] ?? 0) * (spectra.polar[start + bin] ?? 0) - (grid.counts[bin] ?? 0));
    }
    for (let i = 0; i < rings; i++) profile[i] = (profile[i] ?? 0) / ((counts[i] ?? 0) || 1);
  }
  return { tiles, ctf, model, ringStep: grid.ringStep, values, counts };
}

function share(rings: Float64Array | Float32Array, place: number, value: number): void {
  const below = Math.floor(place);
  const fraction = place - below;
  rings[below] = (rings[below] ?? 0) + (1 - fraction) * value;
  rings[below + 1] = (rings[below + 1] ?? 0) + fraction * value;
}

/**
 * Likelihoods of defocus offsets from -reach to reach Å. `bFactor` (Å²) hides the fine oscillations, so that a maximum
 * is seen from afar; `variance` is that of one pixel's power over its mean.
 */
export async function scoreTiles(
  profiles: TileProfiles,
  reachA: number,
  stepA: number,
  bFactor: number,
  variance: number,
  threads: number,
): Promise<TileLikelihoods> {
  const { ctf, model, ringStep, counts, tiles } = profiles;
  const rings = ringsOf(model.band);
  const smooth = orthonormalise(splineColumns(smoothCoefficients, placesIn(model.band)), counts);
  const mean = (ctf.df1A + ctf.df2A) / 2;
  const amplitudes = rings.map((ring) => {
    const half = (model.envelope[ring] ?? 0) / 2;
    return (half / ((model.background[ring] ?? 0) + half)) * Math.exp((-bFactor * (ring * ringStep) ** 2) / 2);
  });
  const half = Math.ceil(reachA / stepA);
  const offsets = 2 * half + 1;
  const waves = Array.from({ length: offsets }, (_, j) => {
    const defocus = mean + (j - half) * stepA;
    const round = { ...ctf, df1A: defocus, df2A: defocus };
    const phase = halfTurnsOver(aberrationOf(round));
    const wave = Float64Array.from(
      rings,
      (ring, i) => -(amplitudes[i] ?? 0) * Math.cos(2 * Math.PI * phase(ring * ringStep, 0)),
    );
    for (const column of smooth) subtractColumn(wave, column, innerProduct(wave, column, counts));
    return wave;
  });
  const energies = waves.map((wave) => innerProduct(wave, wave, counts) / 2);
  const weighted = new Float32Array(offsets * rings.length);
  waves.forEach((wave, j) => {
    weighted.set(
      wave.map((value, i) => (value * (counts[i] ?? 0)) / variance),
      j * rings.length,
    );
  });
  const sizes = { rows: tiles, columns: offsets, depth: rings.length };
  const values = await multiplyReal(profiles.values, weighted, sizes, { threads });
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] ?? 0) - (energies[index % offsets] ?? 0) / variance;
  }
  const slope = (waves[half + 1] ?? new Float64Array(0)).map((value, i) => value - (waves[half - 1]?.[i] ?? 0));
  const information = innerProduct(slope, slope, counts) / (4 * stepA ** 2 * variance);
  return { tiles, offsets, values, information, firstA: -half * stepA, stepA };
}

/** Logarithm of the likelihood of a tile at an offset, by the parabola through the three nearest entries. */
export function likelihoodAt(table: TileLikelihoods, tile: number, offsetA: number): number {
  const place = (offsetA - table.firstA) / table.stepA;
  const centre = Math.min(table.offsets - 2, Math.max(1, Math.round(place)));
  const index = tile * table.offsets + centre;
  const middle = table.values[index] ?? 0;
  const [below, above] = [table.values[index - 1] ?? 0, table.values[index + 1] ?? 0];
  const t = Math.min(1, Math.max(-1, place - centre));
  return middle + (t * (above - below)) / 2 + (t * t * (above - 2 * middle + below)) / 2;
}

/** How fast it rises there, 1/Å. */
export function likelihoodSlopeAt(table: TileLikelihoods, tile: number, offsetA: number): number {
  const half = table.stepA / 2;
  return (likelihoodAt(table, tile, offsetA + half) - likelihoodAt(table, tile, offsetA - half)) / table.stepA;
}
