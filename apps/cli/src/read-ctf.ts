import { readFile } from 'node:fs/promises';
import type { Ctf } from '@vitreous/algorithms';
import { DataError, UserError } from '@vitreous/errors';

/**
 * The CTF in a file of JSON: `df1_A`, `df2_A`, `df_angle_rad`, and where they are not the usual `phase_shift_rad` (0),
 * `accel_kv` (300), `cs_mm` (2.7) and `amp_contrast` (0.1).
 *
 * @throws UserError when it cannot be read; DataError when it is no such file.
 */
export async function readCtf(path: string): Promise<Ctf> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(`Cannot read ${path}: ${(error as Error).message}.`, { cause: error });
  });
  const values = parseObject(path, text);
  const number = (name: string, usual?: number): number => {
    const value = name in values ? values[name] : usual;
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new DataError(`${path}: ${name} should be a number, but is ${String(value)}.`);
    }
    return value;
  };
  return {
    df1A: number('df1_A'),
    df2A: number('df2_A'),
    dfAngleRad: number('df_angle_rad'),
    phaseShiftRad: number('phase_shift_rad', 0),
    accelKv: number('accel_kv', 300),
    csMm: number('cs_mm', 2.7),
    ampContrast: number('amp_contrast', 0.1),
  };
}

function parseObject(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Said below, with the path.
  }
  throw new DataError(`${path} is no JSON object: expected what \`vitreous ctf --json\` prints.`);
}
