import { basename } from 'node:path';
import { createAssembly, createSpecimen, type Specimen } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { readAtoms, symbolOf } from '@vitreous/formats';

export interface SpecimenOptions {
  readonly model?: string;
  readonly sym: string;
  readonly mass: number;
  readonly seed: number;
}

/** The specimen that the options ask for, read from a file or made up, and what truth.json says of it. */
export async function chooseSpecimen(options: SpecimenOptions): Promise<{ specimen: Specimen; described: object }> {
  if (options.model !== undefined) {
    const atoms = await readAtoms(options.model);
    const elements = Array.from(atoms.atomicNumbers, (number) => symbolOf(number) ?? 'C');
    const specimen = createSpecimen(atoms.positionsA, elements);
    return { specimen, described: { model: basename(options.model), atoms: specimen.elements.length } };
  }
  if (options.mass > 20_000) {
    throw new UserError(`Cannot build a specimen of ${options.mass} kDa: expected up to 20000 kDa.`);
  }
  const specimen = createAssembly({ symmetry: options.sym, massKda: options.mass, seed: options.seed });
  const described = { symmetry: options.sym, mass_kda: options.mass, seed: options.seed };
  return { specimen, described: { ...described, atoms: specimen.elements.length } };
}
