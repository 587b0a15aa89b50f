import { evaluateContrastTransfer, wavelengthA, type Aberration } from '@vitreous/numerics';

/** What of the microscope shapes the contrast. */
export interface Microscope {
  readonly accelKv: number;
  /** Spherical aberration, mm. */
  readonly csMm: number;
  /** Fraction of amplitude contrast, 0 to 1. */
  readonly ampContrast: number;
  /** Aberration of the fourth order that is not round, Å: of cos 2t, sin 2t, cos 4t and sin 4t. */
  readonly tetraA?: readonly [number, number, number, number];
}

/** Where the image was focused. Underfocus is positive, `df1A` ≥ `df2A`. */
export interface Defocus {
  readonly df1A: number;
  readonly df2A: number;
  /** Direction of `df1A`, from x towards y. */
  readonly dfAngleRad: number;
  /** Of a phase plate; 0 without one. */
  readonly phaseShiftRad: number;
}

export interface Ctf extends Microscope, Defocus {}

/**
 * Aberration phase in radians at spatial frequency (kx, ky), 1/Å:
 * `chi = pi λ D(θ) k² - pi/2 Cs λ³ k⁴ + phase shift + asin(amplitude contrast)` with
 * `D(θ) = (df1 + df2 + (df1 - df2) cos 2(θ - angle)) / 2`, and, where there is a `tetra`, besides
 * `-λ³ k⁴ (2 pi (tetra[0] cos 2θ + tetra[1] sin 2θ) + pi/2 (tetra[2] cos 4θ + tetra[3] sin 4θ))`.
 *
 * Rohou and Grigorieff 2015, J. Struct. Biol. 192, 216, equations 1 to 4 (the amplitude contrast as a phase).
 */
export function aberrationPhaseRad(ctf: Ctf, kx: number, ky: number): number {
  const lambda = wavelengthA(ctf.accelKv);
  const k2 = kx ** 2 + ky ** 2;
  const theta = Math.atan2(ky, kx);
  const defocus = (ctf.df1A + ctf.df2A + (ctf.df1A - ctf.df2A) * Math.cos(2 * (theta - ctf.dfAngleRad))) / 2;
  const csA = ctf.csMm * 1e7;
  const [c2, s2, c4, s4] = turnedTerms(ctf);
  const turned =
    c2 * Math.cos(2 * theta) + s2 * Math.sin(2 * theta) + c4 * Math.cos(4 * theta) + s4 * Math.sin(4 * theta);
  return (
    Math.PI * lambda * defocus * k2 -
    (Math.PI / 2) * csA * lambda ** 3 * k2 ** 2 +
    Math.PI * turned * k2 ** 2 +
    ctf.phaseShiftRad +
    Math.asin(ctf.ampContrast)
  );
}

/**
 * The contrast transfer `-sin chi`, slow and obvious. Its sign is the micrograph's: multiplied with the transform
 * of a specimen whose density is positive it gives an image in which protein is dark. Particles cut out with their
 * contrast turned over (protein bright) therefore have `+sin chi`, which is what RELION calls the CTF.
 */
export function contrastTransfer(ctf: Ctf, kx: number, ky: number): number {
  return -Math.sin(aberrationPhaseRad(ctf, kx, ky));
}

/** The aberration phase divided by pi, as the polynomial of (kx, ky) that the kernel evaluates. */
export function aberrationOf(ctf: Ctf): Aberration {
  const lambda = wavelengthA(ctf.accelKv);
  const [mean, half] = [(ctf.df1A + ctf.df2A) / 2, (ctf.df1A - ctf.df2A) / 2];
  const [cosine, sine] = [Math.cos(2 * ctf.dfAngleRad), Math.sin(2 * ctf.dfAngleRad)];
  return {
    constant: (ctf.phaseShiftRad + Math.asin(ctf.ampContrast)) / Math.PI,
    xx: lambda * (mean + half * cosine),
    xy: 2 * lambda * half * sine,
    yy: lambda * (mean - half * cosine),
    fourth: -0.5 * ctf.csMm * 1e7 * lambda ** 3,
    ...(ctf.tetraA !== undefined && { turned: turnedTerms(ctf) }),
  };
}

/** Coefficients of k⁴ cos 2θ, sin 2θ, cos 4θ and sin 4θ in the phase divided by pi, Å⁴. */
function turnedTerms({ accelKv, tetraA: [c2, s2, c4, s4] = [0, 0, 0, 0] }: Ctf): [number, number, number, number] {
  const cube = wavelengthA(accelKv) ** 3;
  return [-2 * cube * c2, -2 * cube * s2, -0.5 * cube * c4, -0.5 * cube * s4];
}

/**
 * `contrastTransfer` over the half spectra of images of `height` x `width` pixels, by the kernel:
 * (ctfs, height, floor(width / 2) + 1), frequency 0 first on both axes.
 */
export function contrastTransferHalfSpectra(
  ctfs: readonly Ctf[],
  height: number,
  width: number,
  pixelSizeA: number,
  options: { threads?: number } = {},
): Promise<Float32Array> {
  return evaluateContrastTransfer(ctfs.map(aberrationOf), height, width, pixelSizeA, options);
}

/** The polynomial of an aberration as a function of (kx, ky), 1/Å: the phase divided by pi. */
export function halfTurnsOver({
  constant,
  xx,
  xy,
  yy,
  fourth,
  turned: [c2, s2, c4, s4] = [0, 0, 0, 0],
}: Aberration): (kx: number, ky: number) => number {
  return (kx, ky) => {
    const k2 = kx * kx + ky * ky;
    const [u, v] = [kx * kx - ky * ky, 2 * kx * ky];
    const turned = k2 * (c2 * u + s2 * v) + c4 * (u * u - v * v) + 2 * s4 * u * v;
    return constant + xx * kx * kx + xy * kx * ky + yy * ky * ky + fourth * k2 * k2 + turned;
  };
}
