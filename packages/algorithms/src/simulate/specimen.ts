import { UserError } from '@vitreous/errors';

/** Atoms to be seen: positions (atoms, 3) in Å about their middle, and an element each. */
export interface Specimen {
  readonly positions: Float32Array;
  readonly elements: readonly string[];
  /** Point group of the positions, axes as in RELION. */
  readonly symmetry: string;
}

/**
 * A specimen from atoms anywhere, moved so that their mean is the origin. Hydrogens are left out: heavier atoms carry
 * an average number of them.
 *
 * @throws UserError when there is no other atom, or the model is wider than 3000 Å.
 */
export function createSpecimen(positions: Float32Array, elements: readonly string[]): Specimen {
  const kept = elements.flatMap((element, i) => (element === 'H' || element === 'D' ? [] : [i]));
  if (kept.length === 0) throw new UserError('Cannot simulate a model without atoms other than hydrogen.');
  const axes = [0, 1, 2] as const;
  const mean = axes.map((axis) => kept.reduce((sum, i) => sum + (positions[3 * i + axis] ?? 0), 0) / kept.length);
  const centred = new Float32Array(3 * kept.length);
  kept.forEach((from, to) => {
    for (const axis of axes) centred[3 * to + axis] = (positions[3 * from + axis] ?? 0) - (mean[axis] ?? 0);
  });
  const farthest = centred.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(farthest <= 1500)) {
    throw new UserError(`Cannot simulate a model with atoms ${farthest} Å from its middle: expected at most 1500 Å.`);
  }
  return { positions: centred, elements: kept.map((i) => elements[i] ?? ''), symmetry: 'C1' };
}
