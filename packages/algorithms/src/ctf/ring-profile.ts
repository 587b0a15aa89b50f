import { wavelengthA } from '@vitreous/numerics';
import type { Ctf } from './ctf-model.js';
import type { PolarGrid } from './polar-spectrum.js';

/** A spectrum averaged along rings; element r belongs to the frequency `r * ringStep`. */
export interface RingProfile {
  readonly power: Float64Array;
  /** Pixels that went into each ring; a ring with none has power 0. */
  readonly counts: Float64Array;
}

/** Ring, with its fraction, that each bin of the grid lies on. */
export function plainRings(grid: PolarGrid): Float32Array {
  return grid.kx.map((kx, bin) => Math.hypot(kx, grid.ky[bin] ?? 0) / grid.ringStep);
}

/**
 * Ring on which the mean defocus has the phase that the astigmatic CTF has in each bin, so that averages along these
 * rings keep the oscillations. With `a = Cs λ² / 2` and squared frequencies q it solves
 * `mean q' - a q'² = D(θ) q - a q²`; beyond the turning point of the phase the bin stays where it is.
 */
export function equiphaseRings(grid: PolarGrid, ctf: Ctf): Float32Array {
  const a = 0.5 * ctf.csMm * 1e7 * wavelengthA(ctf.accelKv) ** 2;
  const [mean, half] = [(ctf.df1A + ctf.df2A) / 2, (ctf.df1A - ctf.df2A) / 2];
  const [cosine, sine] = [half * Math.cos(2 * ctf.dfAngleRad), half * Math.sin(2 * ctf.dfAngleRad)];
  return grid.kx.map((kx, bin) => {
    const ky = grid.ky[bin] ?? 0;
    const q = kx * kx + ky * ky;
    const phase = mean * q + cosine * (kx * kx - ky * ky) + sine * 2 * kx * ky - a * q * q;
    return Math.sqrt(squaredFrequencyOfPhase(phase, mean, a) ?? q) / grid.ringStep;
  });
}

/** q with `defocus q - a q² = phase`, on the branch that starts at 0, or null past its turning point. */
export function squaredFrequencyOfPhase(phase: number, defocus: number, a: number): number | null {
  const discriminant = defocus * defocus - 4 * a * phase;
  return discriminant > 0 && phase >= 0 && defocus > 0 ? (2 * phase) / (defocus + Math.sqrt(discriminant)) : null;
}

/** Mean along rings; `positions` says on which ring each bin lies. A bin is shared between the two rings around it. */
export function averageRings(grid: PolarGrid, values: Float32Array, positions: Float32Array): RingProfile {
  const power = new Float64Array(grid.rings);
  const counts = new Float64Array(grid.rings);
  for (let bin = 0; bin < values.length; bin++) {
    const position = positions[bin] ?? 0;
    const ring = Math.floor(position);
    const count = grid.counts[bin] ?? 0;
    if (count === 0 || ring + 1 >= grid.rings) continue;
    const value = values[bin] ?? 0;
    const above = count * (position - ring);
    const below = count - above;
    power[ring] = (power[ring] ?? 0) + below * value;
    counts[ring] = (counts[ring] ?? 0) + below;
    power[ring + 1] = (power[ring + 1] ?? 0) + above * value;
    counts[ring + 1] = (counts[ring + 1] ?? 0) + above;
  }
  for (let ring = 0; ring < grid.rings; ring++) power[ring] = (power[ring] ?? 0) / ((counts[ring] ?? 0) || 1);
  return { power, counts };
}

/** Between two rings, linearly. */
export function valueAt(rings: Float64Array, position: number): number {
  const below = Math.floor(position);
  const fraction = position - below;
  return (rings[below] ?? 0) * (1 - fraction) + (fraction === 0 ? 0 : fraction * (rings[below + 1] ?? 0));
}
