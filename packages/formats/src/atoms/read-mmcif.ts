import { DataError } from '@vitreous/errors';
import { AtomCollector, type AssemblyPart, type Atoms, type Operator, type ReadAtomsOptions } from './atoms.js';
import { CifTokenizer, type CifToken } from './cif-tokens.js';
import { atomicNumberOf } from './elements.js';

/** One row of a category: the value of an item, or undefined where it is absent, `.` or `?`. */
type Row = (item: string) => string | undefined;

/**
 * Reads the atoms of an mmCIF file, of its first data block and first model.
 *
 * @throws DataError with path and line when an atom is broken or the assembly is not described.
 */
export async function readMmcif(
  lines: AsyncIterable<string> | Iterable<string>,
  path: string,
  options: ReadAtomsOptions,
): Promise<Atoms> {
  const atoms = new AtomCollector(path, options);
  const operators = new Map<string, Operator>();
  const generators: { expression: string; chains: string[] }[] = [];
  let firstModel: string | undefined;
  const categories: Record<string, (row: Row, where: string) => void> = {
    _atom_site: (row, where) => {
      const model = row('pdbx_PDB_model_num') ?? '1';
      firstModel ??= model;
      if (model === firstModel) readAtom(row, atoms, where);
    },
    _pdbx_struct_oper_list: (row, where) => {
      operators.set(row('id') ?? '', readOperator(row, where));
    },
    _pdbx_struct_assembly_gen: (row) => {
      if (row('assembly_id') !== options.assembly) return;
      const chains = (row('asym_id_list') ?? '').split(',').map((chain) => chain.trim());
      generators.push({ expression: row('oper_expression') ?? '', chains });
    },
  };
  const reader = new CategoryReader(path, categories);
  const tokenizer = new CifTokenizer(path);
  let number = 0;
  for await (const line of lines) {
    number++;
    for (const token of tokenizer.read(line, number)) if (!reader.take(token, number)) break;
    if (reader.isDone) break;
  }
  if (!reader.isDone) tokenizer.finish();
  reader.finish(number);
  if (options.assembly === undefined) return atoms.finish(null);
  if (generators.length === 0) {
    throw new DataError(`${path}: it describes no assembly ${options.assembly} (_pdbx_struct_assembly_gen).`);
  }
  return atoms.finish(generators.map((generator) => createPart(generator, operators, path)));
}

/** Puts values together to rows of the categories that are wanted, whether looped or given one by one. */
class CategoryReader {
  isDone = false;
  private blocks = 0;
  private names: string[] | null = null;
  private areNamesOpen = false;
  private values: string[] = [];
  private pendingName: string | null = null;
  private readonly singles = new Map<string, Map<string, string>>();

  constructor(
    private readonly path: string,
    private readonly categories: Readonly<Record<string, (row: Row, where: string) => void>>,
  ) {}

  /** Takes a token; false when the rest of the file does not matter. */
  take({ kind, text }: CifToken, line: number): boolean {
    if (kind === 'value') this.takeValue(text, line);
    else if (this.pendingName !== null) this.fail(`${this.pendingName} has no value`, line);
    else if (kind === 'name' && this.areNamesOpen) this.names?.push(text);
    else this.endLoop(line);
    if (kind === 'name' && !this.areNamesOpen) this.pendingName = text;
    if (kind === 'word') {
      if (/^data_/i.test(text) && ++this.blocks > 1) this.isDone = true;
      this.areNamesOpen = /^loop_$/i.test(text);
      if (this.areNamesOpen) this.names = [];
    }
    return !this.isDone;
  }

  /** Hands over what was given one by one. */
  finish(line: number): void {
    if (this.pendingName !== null) this.fail(`${this.pendingName} has no value`, line);
    this.endLoop(line);
    for (const [category, items] of this.singles) {
      this.categories[category]?.((item) => known(items.get(item)), `${this.path}, ${category}`);
    }
  }

  private takeValue(text: string, line: number): void {
    if (this.pendingName !== null) {
      const [category = '', item = ''] = this.pendingName.split('.');
      if (category in this.categories) {
        const items = this.singles.get(category) ?? new Map<string, string>();
        this.singles.set(category, items.set(item, text));
      }
      this.pendingName = null;
      return;
    }
    if (this.names === null || this.names.length === 0)
      this.fail(`expected a name, found ${JSON.stringify(text.slice(0, 60))}`, line);
    this.areNamesOpen = false;
    this.values.push(text);
    if (this.values.length === this.names.length) {
      this.hand(this.names, this.values, line);
      this.values = [];
    }
  }

  private hand(names: readonly string[], values: readonly string[], line: number): void {
    const category = names[0]?.split('.')[0] ?? '';
    const take = this.categories[category];
    if (take === undefined) return;
    take((item) => known(values[names.indexOf(`${category}.${item}`)]), `${this.path}, line ${line}`);
  }

  private endLoop(line: number): void {
    if (this.values.length > 0) {
      this.fail(`a row should have ${this.names?.length ?? 0} values, but has ${this.values.length}`, line);
    }
    this.names = null;
    this.areNamesOpen = false;
  }

  private fail(what: string, line: number): never {
    throw new DataError(`${this.path}, line ${line}: ${what}.`);
  }
}

function known(text: string | undefined): string | undefined {
  return text === '.' || text === '?' ? undefined : text;
}

function readAtom(row: Row, atoms: AtomCollector, where: string): void {
  const number = (item: string, empty?: number): number => {
    const text = row(item);
    const value = text === undefined ? (empty ?? NaN) : Number(text);
    if (Number.isFinite(value)) return value;
    throw new DataError(`${where}: _atom_site.${item} should be a number, but is ${JSON.stringify(text ?? null)}.`);
  };
  const symbol = row('type_symbol') ?? '';
  const element = atomicNumberOf(symbol);
  if (element === null)
    throw new DataError(`${where}: _atom_site.type_symbol ${JSON.stringify(symbol)} is no element.`);
  const chain = row('label_asym_id') ?? row('auth_asym_id') ?? '';
  const residue = [row('auth_seq_id') ?? row('label_seq_id'), row('pdbx_PDB_ins_code')].join();
  atoms.add({
    hetero: row('group_PDB') === 'HETATM',
    residue: row('label_comp_id') ?? row('auth_comp_id') ?? '',
    chain,
    place: [chain, residue, row('label_atom_id') ?? row('auth_atom_id')].join(),
    alternative: row('label_alt_id') ?? '',
    atomicNumber: element,
    x: number('Cartn_x'),
    y: number('Cartn_y'),
    z: number('Cartn_z'),
    occupancy: number('occupancy', 1),
    bFactorA2: number('B_iso_or_equiv', 0),
  });
}

function readOperator(row: Row, where: string): Operator {
  const items = [1, 2, 3].flatMap((i) => [...[1, 2, 3].map((j) => `matrix[${i}][${j}]`), `vector[${i}]`]);
  return items.map((item) => {
    const value = Number(row(item));
    if (Number.isFinite(value)) return value;
    throw new DataError(
      `${where}: _pdbx_struct_oper_list.${item} should be a number, but is ${JSON.stringify(row(item) ?? null)}.`,
    );
  });
}

const mostOperators = 100_000;

/** Operators of an expression such as `1`, `1,2`, `(1-60)` or `(1-5)(X0)`, of which the last acts first. */
function createPart(
  { expression, chains }: { expression: string; chains: string[] },
  operators: ReadonlyMap<string, Operator>,
  path: string,
): AssemblyPart {
  const fail = (what: string): never => {
    throw new DataError(`${path}: the assembly's operators ${JSON.stringify(expression.slice(0, 60))} ${what}.`);
  };
  const text = expression.replace(/\s/g, '');
  const factors = text.includes('(') ? [...text.matchAll(/\(([^()]*)\)/g)].map((match) => match[1] ?? '') : [text];
  const lists = factors.map((factor) =>
    factor.split(',').flatMap((piece) => {
      const range = /^(\d+)-(\d+)$/.exec(piece);
      if (range === null) return [piece];
      const [first, last] = [Number(range[1]), Number(range[2])];
      if (last < first || last - first > mostOperators) fail('are no range');
      return Array.from({ length: last - first + 1 }, (_, i) => String(first + i));
    }),
  );
  if (lists.reduce((product, list) => product * list.length, 1) > mostOperators) fail(`are more than ${mostOperators}`);
  let products: Operator[] = [[1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]];
  for (const list of lists) {
    const factor = list.map((id) => operators.get(id) ?? fail(`name ${JSON.stringify(id)}, which is not described`));
    products = products.flatMap((before) => factor.map((operator) => multiply(before, operator)));
  }
  return { chains: new Set(chains), operators: products };
}

/** First `b`, then `a`. */
function multiply(a: Operator, b: Operator): Operator {
  return Array.from({ length: 12 }, (_, i) => {
    const [row, column] = [4 * Math.floor(i / 4), i % 4];
    const shift = column === 3 ? (a[row + 3] ?? 0) : 0;
    return [0, 1, 2].reduce((sum, k) => sum + (a[row + k] ?? 0) * (b[4 * k + column] ?? 0), shift);
  });
}
