import type { RingLayout } from '@vitreous/numerics';
import { wavelengthA } from '../ctf/ctf-model.js';
import { fitPhase } from './fit-phase.js';

/** Aberrations of a group of particles, as they are left on top of what was known of it. */
export interface GroupAberration {
  /** Cs sin(beam tilt), Å, and trefoil, Å (docs/conventions.md). */
  readonly tiltA: readonly [number, number];
  readonly trefoilA: readonly [number, number];
  readonly tetraA: readonly [number, number, number, number];
  /** What must be added to the spherical aberration, mm, and to every defocus, Å. */
  readonly csMm: number;
  readonly defocusA: number;
  /** Deviations that the noise allows, in the same order: tilt, trefoil, tetra, Cs, defocus. */
  readonly errors: readonly number[];
}

/** Sums over the particles of a group at the samples of rings (`sumPhases`), rings up to `rings`. */
export interface GroupSums {
  readonly sums: Float64Array;
  readonly layout: RingLayout;
  readonly pixelSizeA: number;
  readonly accelKv: number;
}

const width = 6;

/** Frequency of each sample, 1/Å, its ring from 0, and its share of the plane. */
function samplesOn({ layout, pixelSizeA }: GroupSums): { kx: number; ky: number; ring: number; share: number }[] {
  const step = 1 / (layout.boxPx * pixelSizeA);
  return layout.counts.flatMap((count, ring) =>
    Array.from({ length: count / 2 }, (_, i) => {
      const [angle, radius] = [(2 * Math.PI * i) / count, (ring + 1) * step];
      const share = (2 * Math.PI * (ring + 1)) / (count / 2);
      return { kx: radius * Math.cos(angle), ky: radius * Math.sin(angle), ring, share };
    }),
  );
}

/**
 * The aberrations that sums over particles tell (Zivanov, Nakane and Scheres 2020, IUCrJ 7, 253): the odd ones from how images are
 * turned against slices, the even ones from how contrast differs from the one that was expected.
 */
export function fitAberration(group: GroupSums): GroupAberration {
  const { sums, layout, accelKv } = group;
  const lambda = wavelengthA(accelKv);
  const samples = samplesOn(group);
  const reach = (sample: number): number => ((samples[sample]?.ring ?? 0) + 1) / layout.counts.length;
  const at = (sample: number, kind: number): number =>
    (samples[sample]?.share ?? 0) * (sums[width * sample + kind] ?? 0);
  const basisOf = (terms: (kx: number, ky: number) => number[]): Float64Array =>
    Float64Array.from(samples.flatMap(({ kx, ky }) => terms(kx, ky)));
  const square = 2 * Math.PI * lambda ** 2;
  const odd = fitPhase(
    {
      count: samples.length,
      slopeAt: (sample, phase) => at(sample, 2) * Math.cos(phase) - at(sample, 0) * Math.sin(phase),
      bendAt: (sample) => at(sample, 3),
    },
    basisOf((kx, ky) => {
      const k2 = kx * kx + ky * ky;
      const trefoil = [kx * (kx * kx - 3 * ky * ky), ky * (3 * kx * kx - ky * ky)];
      return [square * k2 * kx, square * k2 * ky, ...trefoil.map((value) => (square * value) / 3)];
    }),
    4,
    reach,
  );
  const cube = Math.PI * lambda ** 3;
  const even = fitPhase(
    {
      count: samples.length,
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
    },
    basisOf((kx, ky) => {
      const k2 = kx * kx + ky * ky;
      const [u, v] = [kx * kx - ky * ky, 2 * kx * ky];
      const fourfold = [u * u - v * v, 2 * u * v].map((value) => 0.5 * cube * value);
      // Spherical aberration in mm: 1e7 Å.
      return [2 * cube * k2 * u, 2 * cube * k2 * v, ...fourfold, -0.5e7 * cube * k2 * k2, Math.PI * lambda * k2];
    }),
    6,
    reach,
  );
  const [tiltX = 0, tiltY = 0, trefoilX = 0, trefoilY = 0] = odd.coefficients;
  const [c2 = 0, s2 = 0, c4 = 0, s4 = 0, csMm = 0, defocusA = 0] = even.coefficients;
  return {
    tiltA: [tiltX, tiltY],
    trefoilA: [trefoilX, trefoilY],
    tetraA: [c2, s2, c4, s4],
    csMm,
    defocusA,
    errors: [...odd.errors, ...even.errors],
  };
}

/**
 * How far the defocus of one particle is off, Å, from its own sums: the most likely place within `reachA`, expected about 0 with a
 * deviation of `spreadA`.
 */
export function fitDefocus(particle: GroupSums, { reachA, spreadA }: { reachA: number; spreadA: number }): number {
  const { sums, accelKv } = particle;
  const lambda = wavelengthA(accelKv);
  const samples = samplesOn(particle);
  const perA = Float64Array.from(samples, ({ kx, ky }) => Math.PI * lambda * (kx * kx + ky * ky));
  const weighed = sums.map((value, i) => value * (samples[Math.floor(i / width)]?.share ?? 0));
  const score = (defocusA: number): number => {
    let total = -(defocusA ** 2) / (2 * spreadA ** 2);
    for (let i = 0, at = 0; i < perA.length; i++, at += width) {
      const phase = (perA[i] ?? 0) * defocusA;
      const [s, c] = [Math.sin(phase), Math.cos(phase)];
      const product = (weighed[at] ?? 0) * c + (weighed[at + 1] ?? 0) * s;
      const [ss, sc, cc] = [weighed[at + 3] ?? 0, weighed[at + 4] ?? 0, weighed[at + 5] ?? 0];
      total += product - 0.5 * (ss * c * c + 2 * sc * s * c + cc * s * s);
    }
    return total;
  };
  // Contrast at the finest frequency turns by a quarter of a half turn a step.
  const step = (0.25 * Math.PI) / Math.max(...perA);
  const reach = Math.max(1, Math.ceil(reachA / step));
  const places = Array.from({ length: 2 * reach + 1 }, (_, i) => ((i - reach) * reachA) / reach);
  const scores = places.map(score);
  const best = scores.indexOf(Math.max(...scores));
  const [before, own, after] = [scores[best - 1], scores[best], scores[best + 1]];
  if (before === undefined || own === undefined || after === undefined) return places[best] ?? 0;
  const bend = before - 2 * own + after;
  const part = bend < 0 ? (0.5 * (before - after)) / bend : 0;
  return (places[best] ?? 0) + (part * reachA) / reach;
}
