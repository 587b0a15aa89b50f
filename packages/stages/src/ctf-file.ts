import { evaluateDefocus, type Ctf, type DefocusSurface, type Microscope } from '@vitreous/algorithms';
import { DataError } from '@vitreous/errors';
import { readWholeFile } from '@vitreous/formats';

/** What later stages need of a micrograph's CTF: `evaluateDefocus(surface, xFrac, yFrac)` gives a particle's defocus. */
export interface CtfFile {
  readonly microscope: Microscope;
  readonly surface: DefocusSurface;
}

/** One CTF for the whole micrograph: that in its middle. */
export function ctfAtCentre({ microscope, surface }: CtfFile): Ctf {
  return { ...microscope, ...evaluateDefocus(surface, 0.5, 0.5) };
}

/**
 * Reads the JSON file that `runCtf` wrote.
 *
 * @throws UserError when it cannot be read; DataError when something is missing in it or no number.
 */
export async function readCtfFile(path: string): Promise<CtfFile> {
  const text = (await readWholeFile(path)).toString('utf8');
  const record = parseObject(text, path);
  const surface = asObject(record.surface, path, 'surface');
  const [knotsX, knotsY] = [knots(surface.K_X, path, 'K_X'), knots(surface.K_Y, path, 'K_Y')];
  const coefficients: unknown = surface.coefficients_A;
  if (!Array.isArray(coefficients) || coefficients.length !== knotsX * knotsY) {
    throw new DataError(`${path}: surface.coefficients_A should hold ${knotsX * knotsY} numbers (K_X times K_Y).`);
  }
  const numberIn = (name: string): number => asNumber(record[name], path, name);
  return {
    microscope: { accelKv: numberIn('accel_kv'), csMm: numberIn('cs_mm'), ampContrast: numberIn('amp_contrast') },
    surface: {
      knotsX,
      knotsY,
      coefficientsA: coefficients.map((value: unknown) => asNumber(value, path, 'surface.coefficients_A')),
      astigmatismA: numberIn('df1_A') - numberIn('df2_A'),
      dfAngleRad: numberIn('df_angle_rad'),
      phaseShiftRad: numberIn('phase_shift_rad'),
    },
  };
}

function parseObject(text: string, path: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text), path, 'the file');
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${path} is no JSON: expected the _ctf.json file of a micrograph.`, { cause: error });
  }
}

function asObject(value: unknown, path: string, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new DataError(`${path}: ${name} should be a JSON object.`);
  return value as Record<string, unknown>;
}

function asNumber(value: unknown, path: string, name: string): number {
  if (typeof value !== 'number') throw new DataError(`${path}: ${name} should be a number, not ${typeof value}.`);
  return value;
}

function knots(value: unknown, path: string, name: string): number {
  const count = asNumber(value, path, `surface.${name}`);
  if (!Number.isInteger(count) || count < 1 || count > 100) {
    throw new DataError(`${path}: surface.${name} is ${count}: expected a whole number from 1 to 100.`);
  }
  return count;
}
