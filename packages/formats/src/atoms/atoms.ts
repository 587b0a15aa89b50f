import { DataError } from '@vitreous/errors';

/** The atoms of a model, in its own coordinates. */
export interface Atoms {
  readonly count: number;
  /** (x, y, z) of each atom in Å. */
  readonly positionsA: Float32Array;
  readonly atomicNumbers: Uint8Array;
  /** 0 to 1. */
  readonly occupancies: Float32Array;
  readonly bFactorsA2: Float32Array;
}

export interface ReadAtomsOptions {
  /**
   * Which of alternative places of an atom counts: that of the highest occupancy (the default; of equals the
   * first), the first in the file, or all of them.
   */
  readonly alternatives?: 'highest' | 'first' | 'all';
  /** Atoms outside the chains' standard residues (ligands, ions, modified residues); true by default. */
  readonly hetero?: boolean;
  /** False by default. */
  readonly water?: boolean;
  /** Id of a biological assembly, such as '1': its operators are applied; the atoms as they are by default. */
  readonly assembly?: string;
}

/** An atom as a file gives it. */
export interface AtomRecord {
  readonly hetero: boolean;
  readonly residue: string;
  /** By which assemblies name their parts. */
  readonly chain: string;
  /** Which atom of the model it is, whatever its alternative. */
  readonly place: string;
  /** Empty where there is one place only. */
  readonly alternative: string;
  readonly atomicNumber: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly occupancy: number;
  readonly bFactorA2: number;
}

/** A rotation and a shift in Å: three rows of (r, r, r, t). */
export type Operator = readonly number[];

/** Copies of chains that make up an assembly. */
export interface AssemblyPart {
  readonly chains: ReadonlySet<string>;
  readonly operators: readonly Operator[];
}

const waters = new Set(['HOH', 'WAT', 'DOD', 'H2O', 'TIP', 'TIP3', 'SOL']);
/** The largest models in the archive have some ten million atoms with their assemblies; this is far above. */
const mostAtoms = 50_000_000;

/** Gathers the atoms that the options ask for. */
export class AtomCollector {
  private count = 0;
  private positions = new Float32Array(3 << 12);
  private numbers = new Uint8Array(1 << 12);
  private occupancies = new Float32Array(1 << 12);
  private bFactors = new Float32Array(1 << 12);
  private chainOf: string[] = [];
  private readonly chosen = new Map<string, number>();
  private readonly chainNames = new Map<string, string>();

  constructor(
    private readonly path: string,
    private readonly options: ReadAtomsOptions,
  ) {}

  add(atom: AtomRecord): void {
    const { alternatives = 'highest', hetero = true, water = false } = this.options;
    if (waters.has(atom.residue) ? !water : atom.hetero && !hetero) return;
    if (atom.alternative === '' || alternatives === 'all') {
      this.put(this.count, atom);
      return;
    }
    const earlier = this.chosen.get(atom.place);
    if (earlier === undefined) {
      this.chosen.set(atom.place, this.count);
      this.put(this.count, atom);
    } else if (alternatives === 'highest' && atom.occupancy > (this.occupancies[earlier] ?? 0)) {
      this.put(earlier, atom);
    }
  }

  /** The atoms, or the assembly that `parts` describes. */
  finish(parts: readonly AssemblyPart[] | null): Atoms {
    if (this.count === 0) throw new DataError(`${this.path}: there are no atoms in it, or none of those asked for.`);
    if (parts === null) return this.cut();
    const copies = parts.flatMap(({ chains, operators }) => {
      const members = Uint32Array.from(this.chainOf.keys()).filter((i) => chains.has(this.chainOf[i] ?? ''));
      return operators.map((operator) => ({ operator, members }));
    });
    const total = copies.reduce((sum, { members }) => sum + members.length, 0);
    if (total === 0) throw new DataError(`${this.path}: the assembly names chains that have no atoms.`);
    this.checkCount(total);
    return this.copy(copies, total);
  }

  private copy(copies: readonly { operator: Operator; members: Uint32Array }[], total: number): Atoms {
    const made = {
      count: total,
      positionsA: new Float32Array(3 * total),
      atomicNumbers: new Uint8Array(total),
      occupancies: new Float32Array(total),
      bFactorsA2: new Float32Array(total),
    };
    let to = 0;
    for (const { operator: m, members } of copies) {
      for (const from of members) {
        const [x, y, z] = [0, 1, 2].map((axis) => this.positions[3 * from + axis] ?? 0) as [number, number, number];
        for (let axis = 0; axis < 3; axis++) {
          const row = 4 * axis;
          made.positionsA[3 * to + axis] =
            (m[row] ?? 0) * x + (m[row + 1] ?? 0) * y + (m[row + 2] ?? 0) * z + (m[row + 3] ?? 0);
        }
        made.atomicNumbers[to] = this.numbers[from] ?? 0;
        made.occupancies[to] = this.occupancies[from] ?? 0;
        made.bFactorsA2[to] = this.bFactors[from] ?? 0;
        to++;
      }
    }
    return made;
  }

  private put(at: number, atom: AtomRecord): void {
    if (at === this.numbers.length) this.grow();
    if (at === this.count) {
      this.count++;
      this.checkCount(this.count);
    }
    this.positions.set([atom.x, atom.y, atom.z], 3 * at);
    this.numbers[at] = atom.atomicNumber;
    this.occupancies[at] = atom.occupancy;
    this.bFactors[at] = atom.bFactorA2;
    const known = this.chainNames.get(atom.chain) ?? atom.chain;
    this.chainNames.set(known, known);
    this.chainOf[at] = known;
  }

  private grow(): void {
    const larger = <T extends Float32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const size = 2 * this.numbers.length;
    this.positions = larger(this.positions, new Float32Array(3 * size));
    this.numbers = larger(this.numbers, new Uint8Array(size));
    this.occupancies = larger(this.occupancies, new Float32Array(size));
    this.bFactors = larger(this.bFactors, new Float32Array(size));
  }

  private cut(): Atoms {
    return {
      count: this.count,
      positionsA: this.positions.slice(0, 3 * this.count),
      atomicNumbers: this.numbers.slice(0, this.count),
      occupancies: this.occupancies.slice(0, this.count),
      bFactorsA2: this.bFactors.slice(0, this.count),
    };
  }

  private checkCount(count: number): void {
    if (count > mostAtoms) throw new DataError(`${this.path}: it has more than ${mostAtoms} atoms.`);
  }
}
