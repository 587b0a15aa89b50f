import { UserError } from '@vitreous/errors';
import { identity, multiply, rotationAbout, type Matrix3 } from '../rotation.js';

/**
 * The rotations of a point group: Cn (about z), Dn (twofold about x), T (threefold about z), O (fourfold about z), I or I2
 * (twofolds along all axes, a fivefold in the plane of x and z), I1 (a fivefold in the plane of y and z), axes as in RELION.
 * The generators are multiplied until nothing new comes.
 *
 * @throws UserError when the name is not one of these, or n is not 1 to 60.
 */
export function symmetryRotations(name: string): Matrix3[] {
  const group: Matrix3[] = [identity];
  const generators = generatorsOf(name);
  for (let i = 0; i < group.length; i++) {
    for (const generator of generators) {
      const next = multiply(generator, group[i] ?? identity);
      if (!group.some((known) => known.every((value, j) => Math.abs(value - (next[j] ?? 0)) < 1e-6))) group.push(next);
    }
  }
  return group;
}

function generatorsOf(name: string): Matrix3[] {
  const [, kind, digits] = /^([CDTOI])(\d*)$/.exec(name.toUpperCase()) ?? [];
  const fold = Number(digits);
  if (kind === 'I' && digits !== undefined && ['', '1', '2'].includes(digits)) {
    const golden = (1 + Math.sqrt(5)) / 2;
    const fivefold = digits === '1' ? ([0, 1, golden] as const) : ([1, 0, golden] as const);
    return [rotationAbout([0, 0, 1], Math.PI), rotationAbout(fivefold, (2 * Math.PI) / 5)];
  }
  if (kind === 'T' && digits === '') {
    return [rotationAbout([0, 0, 1], (2 * Math.PI) / 3), rotationAbout([0, Math.sqrt(2), 1], Math.PI)];
  }
  if (kind === 'O' && digits === '') {
    return [rotationAbout([0, 0, 1], Math.PI / 2), rotationAbout([1, 1, 1], (2 * Math.PI) / 3)];
  }
  if ((kind !== 'C' && kind !== 'D') || fold < 1 || fold > 60) {
    throw new UserError(
      `There is no symmetry ${JSON.stringify(name)}: expected C1 to C60, D1 to D60, T, O, I, I1 or I2.`,
    );
  }
  const about = rotationAbout([0, 0, 1], (2 * Math.PI) / fold);
  return kind === 'C' ? [about] : [about, rotationAbout([1, 0, 0], Math.PI)];
}
