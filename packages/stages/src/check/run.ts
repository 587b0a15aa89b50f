import { readImageInfo, type ImageFormat } from '@vitreous/formats';
import type { LivePreprocessingParams } from '@vitreous/schema';
import { readSidecar, type Sidecar } from './read-sidecar.js';

export interface CheckResult {
  readonly format: ImageFormat;
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  /** As the file says, Å; null where it does not. */
  readonly file_psize_A: number | null;
  readonly sidecar: Sidecar | null;
  /** Sentences for a person to think about. */
  readonly warnings: readonly string[];
}

type Known = Pick<LivePreprocessingParams, 'psize_A' | 'accel_kv' | 'total_dose_e_per_A2' | 'override_total_exp'>;

/** Relative differences that are more than rounding. A dose is measured less well than the rest. */
const [sameSize, sameDose, sameVoltage] = [0.02, 0.1, 0.01];

/**
 * Reads a movie's header and what the microscope wrote beside it, and compares both with the parameters.
 *
 * @throws UserError when the file cannot be read; DataError when it is no movie, or broken.
 */
export async function runCheck(moviePath: string, params: Known): Promise<CheckResult> {
  const { format, frames, height, width, pixelSizeA } = await readImageInfo(moviePath);
  const { sidecar, warning } = await readSidecar(moviePath);
  const dose = params.override_total_exp ?? params.total_dose_e_per_A2;
  const differs = (said: number | null | undefined, used: number, same: number): said is number =>
    said != null && said > 0 && used > 0 && Math.abs(said / used - 1) > same;
  const warnings = warning === null ? [] : [warning];
  if (differs(sidecar?.dose_e_per_A2, dose, sameDose)) {
    warnings.push(`The microscope gave ${sidecar.dose_e_per_A2} e/Å², the parameters say ${dose}.`);
  }
  if (differs(sidecar?.accel_kv, params.accel_kv, sameVoltage)) {
    warnings.push(`The microscope had ${sidecar.accel_kv} kV, the parameters say ${params.accel_kv}.`);
  }
  // A movie may have pixels of half or a quarter of the size that the microscope notes for its image.
  const factors = [1, 0.5, 0.25].map((factor) => (sidecar?.psize_A ?? 0) * factor);
  if (factors.every((size) => differs(size, params.psize_A, sameSize))) {
    warnings.push(
      `The microscope says that a pixel is ${sidecar?.psize_A?.toFixed(4) ?? ''} Å, the parameters say ${params.psize_A}.`,
    );
  }
  return { format, frames, height, width, file_psize_A: pixelSizeA, sidecar, warnings };
}
