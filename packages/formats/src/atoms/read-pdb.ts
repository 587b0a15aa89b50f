import { DataError } from '@vitreous/errors';
import { AtomCollector, type AssemblyPart, type Atoms, type Operator, type ReadAtomsOptions } from './atoms.js';
import { atomicNumberOf } from './elements.js';

/**
 * Reads the atoms of a PDB file, of its first model; columns as in the format's description 3.3.
 *
 * @throws DataError with path and line when an atom is broken or the assembly is not described.
 */
export async function readPdb(
  lines: AsyncIterable<string> | Iterable<string>,
  path: string,
  options: ReadAtomsOptions,
): Promise<Atoms> {
  const atoms = new AtomCollector(path, options);
  const assembly = new AssemblyReader(options.assembly ?? null);
  let number = 0;
  let isLater = false;
  for await (const line of lines) {
    number++;
    const record = line.slice(0, 6);
    if (record === 'ATOM  ' || record === 'HETATM') {
      if (!isLater) readAtom(line, atoms, `${path}, line ${number}`);
    } else if (record === 'ENDMDL') {
      isLater = true;
    } else if (line.startsWith('REMARK 350')) {
      assembly.read(line.slice(10), `${path}, line ${number}`);
    }
  }
  return atoms.finish(assembly.finish(path));
}

function readAtom(line: string, atoms: AtomCollector, where: string): void {
  const name = line.slice(12, 16);
  const number = (from: number, to: number, what: string, empty?: number): number => {
    const text = line.slice(from - 1, to).trim();
    const value = text === '' ? (empty ?? NaN) : Number(text);
    if (Number.isFinite(value)) return value;
    throw new DataError(`${where}, columns ${from}-${to}: ${what} should be a number, but is ${JSON.stringify(text)}.`);
  };
  const element = elementOf(line, name);
  if (element === null) {
    throw new DataError(
      `${where}, columns 77-78: ${JSON.stringify(line.slice(76, 78).trim())} is no element, and neither is atom ${JSON.stringify(name.trim())}.`,
    );
  }
  atoms.add({
    hetero: line.startsWith('HETATM'),
    residue: line.slice(17, 20).trim(),
    chain: line.slice(21, 22),
    place: `${line.slice(21, 27)}${name}`,
    alternative: line.slice(16, 17).trim(),
    atomicNumber: element,
    x: number(31, 38, 'x'),
    y: number(39, 46, 'y'),
    z: number(47, 54, 'z'),
    occupancy: number(55, 60, 'the occupancy', 1),
    bFactorA2: number(61, 66, 'the B factor', 0),
  });
}

/** From the element's columns, or in older files from the atom's name, which is set right in its first two. */
function elementOf(line: string, name: string): number | null {
  const given = atomicNumberOf(line.slice(76, 78));
  if (given !== null) return given;
  const two = name.slice(0, 2).replace(/[0-9 ]/g, '');
  // A name that fills all four columns is a hydrogen's; CA in the second column is a carbon.
  return (
    (name.startsWith('H') ? 1 : atomicNumberOf(two)) ?? atomicNumberOf(name.trim().replace(/[0-9]/g, '').slice(0, 1))
  );
}

/** Reads REMARK 350: for each biomolecule, chains and the operators for them. */
class AssemblyReader {
  private isWanted = false;
  private isFound = false;
  private parts: { chains: Set<string>; operators: Map<string, number[]> }[] = [];

  constructor(private readonly wanted: string | null) {}

  read(text: string, where: string): void {
    const molecule = /^\s*BIOMOLECULE:\s*(\S+)/.exec(text)?.[1];
    if (molecule !== undefined) {
      this.isWanted = molecule === this.wanted;
      this.isFound ||= this.isWanted;
    }
    if (!this.isWanted) return;
    const chains = /(APPLY THE FOLLOWING TO|AND) CHAINS:(.*)$/.exec(text);
    if (chains !== null) {
      const names = (chains[2] ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
      if (chains[1] === 'AND') names.forEach((name) => this.parts.at(-1)?.chains.add(name));
      else this.parts.push({ chains: new Set(names), operators: new Map() });
    }
    const row = /^\s*BIOMT([123])\s+(\S+)\s+(.*)$/.exec(text);
    if (row !== null) this.readRow(Number(row[1]), row[2] ?? '', row[3] ?? '', where);
  }

  private readRow(axis: number, name: string, text: string, where: string): void {
    const values = text.trim().split(/\s+/).map(Number);
    if (values.length !== 4 || !values.every(Number.isFinite)) {
      throw new DataError(
        `${where}: expected four numbers of an assembly's operator, found ${JSON.stringify(text.trim())}.`,
      );
    }
    const operators = this.parts.at(-1)?.operators;
    const operator = operators?.get(name) ?? [];
    operators?.set(name, operator);
    operator.splice(4 * (axis - 1), 4, ...values);
  }

  finish(path: string): AssemblyPart[] | null {
    if (this.wanted === null) return null;
    if (!this.isFound) throw new DataError(`${path}: it describes no assembly ${this.wanted} (REMARK 350).`);
    return this.parts.map(({ chains, operators }) => ({
      chains,
      operators: Array.from(operators, ([name, one]) => complete(one, name, path)),
    }));
  }
}

function complete(operator: number[], name: string, path: string): Operator {
  if (operator.length === 12) return operator;
  throw new DataError(
    `${path}: operator ${name} of the assembly (REMARK 350) should have three rows, but has ${operator.length / 4}.`,
  );
}
