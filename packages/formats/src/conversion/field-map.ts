/** Which column of a dataset is which label of RELION, where one number is the other times a factor. */

const degreesPerRadian = 180 / Math.PI;

export interface MappedField {
  readonly field: string;
  readonly label: string;
  /** The STAR value is the dataset's times this, */
  readonly scale: number;
  /** plus this. */
  readonly offset: number;
}

const map = (field: string, label: string, scale = 1, offset = 0): MappedField => ({ field, label, scale, offset });

/** Of one row, whatever it is. Angles are radians in datasets and degrees in STAR files, from x towards y in both. */
export const rowFields: readonly MappedField[] = [
  map('ctf/df1_A', 'rlnDefocusU'),
  map('ctf/df2_A', 'rlnDefocusV'),
  map('ctf/df_angle_rad', 'rlnDefocusAngle', degreesPerRadian),
  map('ctf/phase_shift_rad', 'rlnPhaseShift', degreesPerRadian),
  map('ctf/bfactor', 'rlnCtfBfactor'),
  map('ctf/scale', 'rlnCtfScalefactor'),
  map('ctf/ctf_fit_to_A', 'rlnCtfMaxResolution'),
  map('ctf/cross_corr_ctffind4', 'rlnCtfFigureOfMerit'),
  map('pick_stats/ncc_score', 'rlnAutopickFigureOfMerit'),
];

/** Of an alignment (`alignments3D` or `alignments2D`), which counts from 0 where RELION counts from 1. */
export const alignmentFields: readonly MappedField[] = [
  map('split', 'rlnRandomSubset', 1, 1),
  map('class', 'rlnClassNumber', 1, 1),
];

/** Of a pick: RELION's picker counts templates (`rlnClassNumber`) from 1 and turns them by `rlnAnglePsi`. */
export const pickFields = { angle: 'pick_stats/angle_rad', template: 'pick_stats/template_idx' } as const;

/** What the two programs keep once for a group of exposures. */
export const opticsFields: readonly MappedField[] = [
  map('accel_kv', 'rlnVoltage'),
  map('cs_mm', 'rlnSphericalAberration'),
  map('amp_contrast', 'rlnAmplitudeContrast'),
];

/** The matrix that RELION multiplies frequencies with; a dataset (`ctf/anisomag`) holds what it differs by from 1. */
export const magnificationLabels = ['rlnMagMat00', 'rlnMagMat01', 'rlnMagMat10', 'rlnMagMat11'] as const;

/** A dataset's id, which RELION carries along as a label it does not know. */
export const uidLabel = 'vitreousUid';

/**
 * Beam tilt in mrad for the shift of the phase that a dataset calls `ctf/tilt_A`: Cs sin(tilt), in Å
 * (as pyem's csparc2star reads it; RELION finds the same, tests/relion-aberrations.test.ts).
 */
export function beamTiltMrad(tiltA: number, csMm: number): number {
  return csMm > 0 ? Math.asin(tiltA / (csMm * 1e7)) * 1e3 : 0;
}

export function tiltOfBeamTiltA(beamTiltMrad: number, csMm: number): number {
  return Math.sin(beamTiltMrad / 1e3) * csMm * 1e7;
}

/**
 * A value with `digits` digits. Ten are more than a 32-bit float has; angles of poses have more, since a small
 * part of a rotation vector comes of large angles.
 */
export function tidy(value: number, digits = 10): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}
