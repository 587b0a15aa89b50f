import type { TileSpectra } from '@vitreous/numerics';

/** Spatial frequencies in sectors and rings: bin (sector, ring) is `sector * rings + ring`. */
export interface PolarGrid {
  readonly sectors: number;
  readonly rings: number;
  /** From one ring to the next, 1/Å. */
  readonly ringStep: number;
  /** Mean frequency of each bin, 1/Å. */
  readonly kx: Float32Array;
  readonly ky: Float32Array;
  /** Pixels of the spectrum in each bin. */
  readonly counts: Float32Array;
}

/** Direction of the middle of a sector, x towards y. */
export function sectorAngleRad(grid: PolarGrid, sector: number): number {
  return Math.PI * ((sector + 0.5) / grid.sectors - 0.5);
}

export function createPolarGrid({ bins, size }: TileSpectra, pixelSizeA: number): PolarGrid {
  const ringStep = 1 / (size * pixelSizeA);
  return {
    sectors: bins.sectors,
    rings: bins.rings,
    ringStep,
    kx: bins.x.map((x) => x * ringStep),
    ky: bins.y.map((y) => y * ringStep),
    counts: bins.counts,
  };
}

/** Mean over the tiles that are not flat, with single bright spots (ice crystals, gold) brought down to their ring. */
export function averageTiles(grid: PolarGrid, { polar, deviations }: TileSpectra): Float32Array {
  const length = grid.counts.length;
  const mean = new Float32Array(length);
  const used = deviations.reduce((count, deviation) => count + (deviation > 0 ? 1 : 0), 0);
  for (let first = 0; first < polar.length; first += length) {
    for (let bin = 0; bin < length; bin++) mean[bin] = (mean[bin] ?? 0) + (polar[first + bin] ?? 0) / used;
  }
  clampSpots(grid, mean);
  return mean;
}

/** A bin further than this many median deviations above its ring's median is a spot. */
const spotDeviations = 8;

/** Brings single bright bins down to their ring, in place. */
export function clampSpots(grid: PolarGrid, power: Float32Array): void {
  for (let ring = 0; ring < grid.rings; ring++) {
    const bins: number[] = [];
    for (let sector = 0; sector < grid.sectors; sector++) {
      const bin = sector * grid.rings + ring;
      if ((grid.counts[bin] ?? 0) > 0) bins.push(bin);
    }
    const values = Float64Array.from(bins, (bin) => power[bin] ?? 0);
    const middle = median(values);
    const limit = middle + spotDeviations * median(values.map((value) => Math.abs(value - middle)));
    for (const bin of bins) power[bin] = Math.min(power[bin] ?? 0, limit);
  }
}

function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
