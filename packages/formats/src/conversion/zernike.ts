import { wavelengthA } from '@vitreous/numerics';

/**
 * RELION's aberrations are coefficients of Zernike polynomials without their norms, at frequencies in 1/Å: odd ones Z(1,-1),
 * Z(1,1), Z(3,-3), Z(3,-1), Z(3,1), Z(3,3), where negative orders are sines; even ones Z(0,0), Z(2,-2), Z(2,0), Z(2,2),
 * Z(4,-4), Z(4,-2), Z(4,0), Z(4,2), Z(4,4). The odd phase turns an image's transform; the even one is minus what is added to chi
 * (docs/conventions.md).
 */

export interface OddAberrations {
  readonly shiftA: readonly number[];
  readonly tiltA: readonly number[];
  readonly trefoilA: readonly number[];
}

export interface EvenAberrations {
  readonly tetraA: readonly number[];
  /** What is added to the spherical aberration, to the mean defocus, and to half the astigmatism along x and along 45°. */
  readonly csMm: number;
  readonly defocusA: number;
  readonly astigmatismA: readonly [number, number];
  readonly phaseShiftRad: number;
}

/** Coefficients that say something here; those of higher orders have no place in a dataset. */
export const oddCount = 6;
export const evenCount = 9;

/** Of shift and trefoil; beam tilt has labels of its own. */
export function oddZernikes({ shiftA, trefoilA }: Omit<OddAberrations, 'tiltA'>, accelKv: number): number[] {
  const third = oddUnit(accelKv) / 3;
  const [x = 0, y = 0] = shiftA;
  const [cosine = 0, sine = 0] = trefoilA;
  return [turn * y, turn * x, third * sine, 0, 0, third * cosine];
}

export function oddAberrations(zernikes: readonly number[], accelKv: number): OddAberrations {
  const unit = oddUnit(accelKv);
  const [sine1 = 0, cosine1 = 0, sine3 = 0, comaY = 0, comaX = 0, cosine3 = 0] = zernikes;
  return {
    // Z(3,±1) is 3 r³ - 2 r, times cosine or sine.
    shiftA: [(cosine1 - 2 * comaX) / turn, (sine1 - 2 * comaY) / turn],
    tiltA: [(3 * comaX) / unit, (3 * comaY) / unit],
    trefoilA: [(3 * cosine3) / unit, (3 * sine3) / unit],
  };
}

/** Of tetrafoil; spherical aberration and defocus have labels of their own. */
export function evenZernikes(tetraA: readonly number[], accelKv: number): number[] {
  const unit = evenUnit(accelKv);
  const [cosine2 = 0, sine2 = 0, cosine4 = 0, sine4 = 0] = tetraA.map((value) => value * unit);
  // Z(4,±2) is 4 r⁴ - 3 r², so that Z(2,±2) takes the square away again.
  return [0, 3 * sine2, 0, 3 * cosine2, sine4, sine2, 0, cosine2, cosine4];
}

export function evenAberrations(zernikes: readonly number[], accelKv: number): EvenAberrations {
  const unit = evenUnit(accelKv);
  const [constant = 0, sine2 = 0, round2 = 0, cosine2 = 0] = zernikes;
  const [sine4 = 0, sine42 = 0, round4 = 0, cosine42 = 0, cosine4 = 0] = zernikes.slice(4);
  const perA = -Math.PI * wavelengthA(accelKv);
  return {
    tetraA: [cosine42, sine42, cosine4, sine4].map((value) => value / unit),
    // Z(4,0) is 6 r⁴ - 6 r² + 1, Z(2,0) is 2 r² - 1; a millimetre is 1e7 Å.
    csMm: (6e-7 * round4) / unit,
    defocusA: (2 * round2 - 6 * round4) / perA,
    astigmatismA: [(cosine2 - 3 * cosine42) / perA, (sine2 - 3 * sine42) / perA],
    phaseShiftRad: round2 - round4 - constant,
  };
}

const turn = -2 * Math.PI;

/** Phase of a coma of 1 Å at 1/Å. */
function oddUnit(accelKv: number): number {
  return turn * wavelengthA(accelKv) ** 2;
}

/** That of a fourfold term of 1 Å, or a spherical aberration of 1 Å; a quarter of that of a twofold one. */
function evenUnit(accelKv: number): number {
  return 0.5 * Math.PI * wavelengthA(accelKv) ** 3;
}
