import {
  byAberration,
  evenTerms,
  oddTerms,
  type Aberrations,
  type AberrationTerm,
  type WantedAberrations,
} from './aberration-terms.js';
import { fitPhase, type PhaseFit, type PhaseLikelihood } from './fit-phase.js';
import { sumsPerSample, type GroupSums } from './group-sums.js';

/** Aberrations of a group of particles, as they are left on top of what was known of it. */
export interface GroupAberration {
  readonly found: Aberrations;
  /** Deviations that the noise allows. */
  readonly errors: Aberrations;
}

/**
 * The aberrations that sums over particles tell (Zivanov, Nakane and Scheres 2020, IUCrJ 7, 253): the odd ones from how images are
 * turned against slices, the even ones from how contrast differs from the one that was expected.
 */
export function fitAberration(group: GroupSums, wanted: WantedAberrations): GroupAberration {
  const { sums, samples, accelKv } = group;
  const rings = 1 + (samples.at(-1)?.ring ?? 0);
  const reach = (sample: number): number => ((samples[sample]?.ring ?? 0) + 1) / rings;
  const at = (sample: number, kind: number): number =>
    (samples[sample]?.share ?? 0) * (sums[sumsPerSample * sample + kind] ?? 0);
  const fit = (terms: readonly AberrationTerm[], likelihood: Omit<PhaseLikelihood, 'count'>): PhaseFit => {
    const basis = Float64Array.from(samples.flatMap(({ kx, ky }) => terms.map(({ phaseRad }) => phaseRad(kx, ky))));
    return fitPhase({ ...likelihood, count: samples.length }, basis, terms.length, reach);
  };
  const [odd, even] = [oddTerms(wanted, accelKv), evenTerms(wanted, accelKv)];
  const ofOdd = fit(odd, {
    slopeAt: (sample, phase) => at(sample, 2) * Math.cos(phase) - at(sample, 0) * Math.sin(phase),
    bendAt: (sample) => at(sample, 3),
  });
  const ofEven = fit(even, {
    // Contrast sin(g + d) = sin g cos d + cos g sin d; the slice's strength stays as it is.
    slopeAt: (sample, phase) => {
      const [s, c] = [Math.sin(phase), Math.cos(phase)];
      const [ss, sc, cc] = [at(sample, 3), at(sample, 4), at(sample, 5)];
      return at(sample, 1) * c - at(sample, 0) * s - ((cc - ss) * s * c + sc * (c * c - s * s));
    },
    bendAt: (sample, phase) => {
      const [s, c] = [Math.sin(phase), Math.cos(phase)];
      return at(sample, 3) * s * s - 2 * at(sample, 4) * s * c + at(sample, 5) * c * c;
    },
  });
  const terms = [...odd, ...even];
  return {
    found: byAberration(terms, [...ofOdd.coefficients, ...ofEven.coefficients]),
    errors: byAberration(terms, [...ofOdd.errors, ...ofEven.errors]),
  };
}
