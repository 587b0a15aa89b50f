import type { RingLayout } from '@vitreous/numerics';

/** Where a sample of the rings lies: its frequency, 1/Å, its ring from 0, and its share of the plane. */
export interface RingSample {
  readonly kx: number;
  readonly ky: number;
  readonly ring: number;
  readonly share: number;
}

/** Sums over particles of one voltage at samples of rings, six a sample (`sumPhases`). */
export interface GroupSums {
  readonly sums: Float64Array;
  readonly samples: readonly RingSample[];
  readonly accelKv: number;
}

export const sumsPerSample = 6;

/** The samples of rings, half of each, in the order of the sums. */
export function samplesOn(layout: RingLayout, pixelSizeA: number): RingSample[] {
  const step = 1 / (layout.boxPx * pixelSizeA);
  return layout.counts.flatMap((count, ring) =>
    Array.from({ length: count / 2 }, (_, i) => {
      const [angle, radius] = [(2 * Math.PI * i) / count, (ring + 1) * step];
      const share = (2 * Math.PI * (ring + 1)) / (count / 2);
      return { kx: radius * Math.cos(angle), ky: radius * Math.sin(angle), ring, share };
    }),
  );
}
