import { wavelengthA, type TileSpectra } from '@vitreous/numerics';
import type { Ctf } from './ctf-model.js';
import { clampSpots, sectorAngleRad, type PolarGrid } from './polar-spectrum.js';
import { squaredFrequencyOfPhase } from './ring-profile.js';

/**
 * Mean spectrum of all tiles, each stretched so that its rings fall on those of the mean defocus: what the micrograph
 * would show were it flat. `offsetsA` is each tile's defocus less the mean.
 */
export function averageAlignedTiles(
  grid: PolarGrid,
  { polar, deviations }: TileSpectra,
  ctf: Ctf,
  offsetsA: readonly number[],
): Float32Array {
  const sums = new Float32Array(grid.counts.length);
  const tiles = new Float32Array(grid.counts.length);
  const a = 0.5 * ctf.csMm * 1e7 * wavelengthA(ctf.accelKv) ** 2;
  for (let sector = 0; sector < grid.sectors; sector++) {
    const direction = Math.cos(2 * (sectorAngleRad(grid, sector) - ctf.dfAngleRad));
    const defocus = (ctf.df1A + ctf.df2A + (ctf.df1A - ctf.df2A) * direction) / 2;
    offsetsA.forEach((offset, tile) => {
      if (!((deviations[tile] ?? 0) > 0)) return;
      const start = tile * grid.counts.length + sector * grid.rings;
      for (let ring = 1; ring < grid.rings; ring++) {
        const q = (ring * grid.ringStep) ** 2;
        const source = squaredFrequencyOfPhase(defocus * q - a * q * q, defocus + offset, a) ?? q;
        const position = Math.sqrt(source) / grid.ringStep;
        const below = Math.floor(position);
        if (below + 1 >= grid.rings) continue;
        const bin = sector * grid.rings + below;
        // A bin that no pixel falls into has no part.
        const upper = (grid.counts[bin + 1] ?? 0) > 0 ? position - below : 0;
        const lower = (grid.counts[bin] ?? 0) > 0 ? 1 - (position - below) : 0;
        const target = sector * grid.rings + ring;
        sums[target] =
          (sums[target] ?? 0) + lower * (polar[start + below] ?? 0) + upper * (polar[start + below + 1] ?? 0);
        tiles[target] = (tiles[target] ?? 0) + lower + upper;
      }
    });
  }
  const mean = sums.map((sum, bin) => ((grid.counts[bin] ?? 0) > 0 ? sum / ((tiles[bin] ?? 0) || 1) : 0));
  clampSpots(grid, mean);
  return mean;
}
