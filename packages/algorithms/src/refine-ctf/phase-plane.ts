import { createImage, type Image } from '@vitreous/numerics';
import { allAberrations, evenTerms, oddTerms, phaseOf, type AberrationTerm } from './aberration-terms.js';
import { sumsPerSample } from './group-sums.js';
import type { MeasuredGroup } from './refine-ctf.js';

/** Phases over the plane of frequencies, 0 at pixel floor(n / 2), the finest compared at the rim, radians; NaN beyond. */
export interface PhasePlane {
  readonly measured: Image;
  readonly fitted: Image;
}

/** What particles of a group say of the phase that is left, frequency by frequency, and what was fitted to it. */
export function phasePlanes(group: MeasuredGroup, sizePx: number): { odd: PhasePlane; even: PhasePlane } {
  const { sums, samples, accelKv } = group.sums;
  const middle = Math.floor(sizePx / 2);
  const last = samples.at(-1);
  const reach = Math.hypot(last?.kx ?? 0, last?.ky ?? 0) / (middle - 1);
  const pixels = new Float64Array(sizePx * sizePx * sumsPerSample);
  samples.forEach(({ kx, ky, share }, sample) => {
    // The opposite frequency says the same, turned the other way.
    for (const side of [1, -1]) {
      const [x, y] = [middle + Math.round((side * kx) / reach), middle + Math.round((side * ky) / reach)];
      for (let kind = 0; kind < sumsPerSample; kind++) {
        const at = (y * sizePx + x) * sumsPerSample + kind;
        const value = share * (sums[sample * sumsPerSample + kind] ?? 0);
        pixels[at] = (pixels[at] ?? 0) + (kind === 2 ? side * value : value);
      }
    }
  });
  const plane = (terms: readonly AberrationTerm[], phaseAt: (own: Float64Array) => number): PhasePlane => {
    const draw = (value: (pixel: number) => number): Image =>
      createImage(
        sizePx,
        sizePx,
        Float32Array.from({ length: sizePx * sizePx }, (_, pixel) => value(pixel)),
      );
    const measured = draw((pixel) => phaseAt(pixels.subarray(pixel * sumsPerSample, (pixel + 1) * sumsPerSample)));
    const fitted = draw((pixel) => {
      const [x, y] = [(pixel % sizePx) - middle, Math.floor(pixel / sizePx) - middle];
      return Math.hypot(x, y) < middle ? phaseOf(terms, group.found, x * reach, y * reach) : NaN;
    });
    return { measured, fitted };
  };
  return {
    odd: plane(oddTerms(allAberrations, accelKv), ([along = 0, , across = 0]) =>
      along === 0 ? NaN : Math.atan2(across, along),
    ),
    even: plane(evenTerms(allAberrations, accelKv), ([sine = 0, cosine = 0, , ss = 0, sc = 0, cc = 0]) => {
      // Two equations for the cosine and the sine of the phase.
      const determinant = ss * cc - sc * sc;
      return determinant > 1e-9 * ss * cc ? Math.atan2(ss * cosine - sc * sine, cc * sine - sc * cosine) : NaN;
    }),
  };
}
