import { wavelengthA } from '@vitreous/numerics';

/** Aberrations of a microscope, each as the numbers that `docs/conventions.md` names; beyond what was known of it. */
export interface Aberrations {
  /** Where images lie, x first, Å: what a beam tilt adds when poses were found without it. */
  readonly shiftA: readonly number[];
  /** Cs sin(beam tilt), Å, and trefoil, Å. */
  readonly tiltA: readonly number[];
  readonly trefoilA: readonly number[];
  readonly tetraA: readonly number[];
  /** Of the spherical aberration, mm, and of every defocus, Å: one number each. */
  readonly csMm: readonly number[];
  readonly defocusA: readonly number[];
}

/** Which aberrations are looked for. */
export interface WantedAberrations {
  readonly tilt: boolean;
  readonly trefoil: boolean;
  readonly spherical: boolean;
  readonly tetrafoil: boolean;
}

export const allAberrations: WantedAberrations = { tilt: true, trefoil: true, spherical: true, tetrafoil: true };

/** One number of an aberration, and the phase that 1 of it makes at (kx, ky), 1/Å. */
export interface AberrationTerm {
  readonly name: keyof Aberrations;
  readonly axis: number;
  readonly phaseRad: (kx: number, ky: number) => number;
}

/** Terms that turn phases oppositely at opposite frequencies. The image's place is one wherever any other is. */
export function oddTerms({ tilt, trefoil }: WantedAberrations, accelKv: number): AberrationTerm[] {
  const turn = -2 * Math.PI;
  const square = turn * wavelengthA(accelKv) ** 2;
  return [
    ...when(tilt || trefoil, 'shiftA', [(kx) => turn * kx, (_, ky) => turn * ky]),
    ...when(tilt, 'tiltA', [
      (kx, ky) => square * (kx * kx + ky * ky) * kx,
      (kx, ky) => square * (kx * kx + ky * ky) * ky,
    ]),
    ...when(trefoil, 'trefoilA', [
      (kx, ky) => (square * kx * (kx * kx - 3 * ky * ky)) / 3,
      (kx, ky) => (square * ky * (3 * kx * kx - ky * ky)) / 3,
    ]),
  ];
}

/** Terms that change the contrast transfer. Defocus is one wherever any other is: they are told apart by their sum. */
export function evenTerms({ spherical, tetrafoil }: WantedAberrations, accelKv: number): AberrationTerm[] {
  const lambda = wavelengthA(accelKv);
  const cube = Math.PI * lambda ** 3;
  const twofold = (kx: number, ky: number): [number, number] => [kx * kx - ky * ky, 2 * kx * ky];
  const square = (kx: number, ky: number): number => kx * kx + ky * ky;
  return [
    ...when(tetrafoil, 'tetraA', [
      (kx, ky) => -2 * cube * square(kx, ky) * twofold(kx, ky)[0],
      (kx, ky) => -2 * cube * square(kx, ky) * twofold(kx, ky)[1],
      (kx, ky) => {
        const [u, v] = twofold(kx, ky);
        return -0.5 * cube * (u * u - v * v);
      },
      (kx, ky) => {
        const [u, v] = twofold(kx, ky);
        return -cube * u * v;
      },
    ]),
    // A millimetre is 1e7 Å.
    ...when(spherical, 'csMm', [(kx, ky) => -0.5e7 * cube * square(kx, ky) ** 2]),
    ...when(spherical || tetrafoil, 'defocusA', [(kx, ky) => Math.PI * lambda * square(kx, ky)]),
  ];
}

function when(
  wanted: boolean,
  name: keyof Aberrations,
  phases: readonly AberrationTerm['phaseRad'][],
): AberrationTerm[] {
  return wanted ? phases.map((phaseRad, axis) => ({ name, axis, phaseRad })) : [];
}

/** Numbers of terms, in their order, by their aberration; 0 for those that no term is of. */
export function byAberration(terms: readonly AberrationTerm[], values: ArrayLike<number>): Aberrations {
  const made = { shiftA: [0, 0], tiltA: [0, 0], trefoilA: [0, 0], tetraA: [0, 0, 0, 0], csMm: [0], defocusA: [0] };
  terms.forEach(({ name, axis }, i) => (made[name][axis] = values[i] ?? 0));
  return made;
}

/** The phase that aberrations make in these terms at (kx, ky), 1/Å. */
export function phaseOf(terms: readonly AberrationTerm[], aberrations: Aberrations, kx: number, ky: number): number {
  return terms.reduce((sum, { name, axis, phaseRad }) => sum + (aberrations[name][axis] ?? 0) * phaseRad(kx, ky), 0);
}
