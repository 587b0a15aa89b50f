import type { PolarGrid } from './polar-spectrum.js';
import { averageRings, plainRings, type RingProfile } from './ring-profile.js';

/** The main ring of ice, and the stretches on both sides that it is compared with, Å. */
const ringA = [3.9, 3.5] as const;
const belowA = [4.7, 4.2] as const;
const aboveA = [3.3, 3.05] as const;

/**
 * Power at the ring of ice near 3.7 Å over what its neighbours on both sides lead to expect (log-linear in frequency);
 * 1 means that no ring is there. Null where the spectrum does not reach beyond it (pixels above 1.5 Å).
 */
export function measureIceRing(grid: PolarGrid, power: Float32Array): number | null {
  if ((grid.rings - 2) * grid.ringStep < 1 / aboveA[1]) return null;
  const profile = averageRings(grid, power, plainRings(grid));
  const [below, ring, above] = [belowA, ringA, aboveA].map((stretch) => meanLogarithm(profile, grid, stretch)) as [
    Place,
    Place,
    Place,
  ];
  const fraction = (ring.frequency - below.frequency) / (above.frequency - below.frequency);
  return Math.exp(ring.logarithm - (below.logarithm * (1 - fraction) + above.logarithm * fraction));
}

interface Place {
  readonly frequency: number;
  readonly logarithm: number;
}

function meanLogarithm(profile: RingProfile, grid: PolarGrid, [fromA, toA]: readonly [number, number]): Place {
  const first = Math.round(1 / fromA / grid.ringStep);
  const last = Math.max(first, Math.round(1 / toA / grid.ringStep));
  let sum = 0;
  for (let ring = first; ring <= last; ring++) sum += Math.log(Math.max(profile.power[ring] ?? 0, 1e-12));
  return { frequency: ((first + last) / 2) * grid.ringStep, logarithm: sum / (last - first + 1) };
}
