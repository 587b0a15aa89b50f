import { DataError } from '@vitreous/errors';
import { endOfToken, numberOfText, numberOfToken, textOfToken } from './star-lexis.js';

/** One column of a loop. */
export interface StarColumn {
  /** Without the leading underscore: `rlnCoordinateX`. */
  readonly label: string;
  readonly length: number;
  /** The value of `row` as text, without quotes. */
  text(row: number): string;
  /** Every value as a number. @throws DataError naming path and line of the first that is none. */
  numbers(): Float64Array;
  strings(): string[];
  /** Whether every value is a number (an empty column counts as numbers). */
  isNumeric(): boolean;
}

/** A loop: columns of one length, in the file's order. */
export interface StarTable {
  readonly length: number;
  readonly columns: readonly StarColumn[];
}

/** A `data_NAME` block: single values and loops (RELION writes either values or one loop). */
export interface StarBlock {
  /** What follows `data_`; empty in RELION 3.0 files. */
  readonly name: string;
  /** Label to value, without underscore and quotes. */
  readonly pairs: ReadonlyMap<string, string>;
  readonly loops: readonly StarTable[];
  /** Comment lines before the block, without `#`; RELION puts its version here. */
  readonly comments: readonly string[];
}

export interface StarFile {
  readonly path: string;
  readonly blocks: readonly StarBlock[];
}

/** The rows of a loop as the file has them: the bytes, and where each value starts. */
export interface StarSource {
  readonly path: string;
  readonly bytes: Buffer;
  /** Line number of `bytes[0]`, from 1. */
  readonly firstLine: number;
  /** Start of the value of (row, column), row by row. */
  readonly starts: Uint32Array;
  readonly columnCount: number;
  readonly rowCount: number;
}

/** A column that reads its values out of the file's bytes when they are asked for: text stays exact. */
export class SourceColumn implements StarColumn {
  constructor(
    readonly label: string,
    readonly source: StarSource,
    readonly index: number,
  ) {}

  get length(): number {
    return this.source.rowCount;
  }

  start(row: number): number {
    return this.source.starts[row * this.source.columnCount + this.index] ?? 0;
  }

  end(row: number): number {
    return endOfToken(this.source.bytes, this.start(row), this.source.bytes.length);
  }

  text(row: number): string {
    return textOfToken(this.source.bytes, this.start(row), this.end(row));
  }

  numbers(): Float64Array {
    const values = new Float64Array(this.length);
    for (let row = 0; row < values.length; row++) {
      const value = numberOfToken(this.source.bytes, this.start(row), this.end(row));
      if (value === undefined) {
        throw new DataError(
          `${this.source.path}, line ${this.line(row)}: _${this.label} should be a number, but is ${JSON.stringify(this.text(row).slice(0, 60))}.`,
        );
      }
      values[row] = value;
    }
    return values;
  }

  strings(): string[] {
    return Array.from({ length: this.length }, (_, row) => this.text(row));
  }

  isNumeric(): boolean {
    for (let row = 0; row < this.length; row++) {
      if (numberOfToken(this.source.bytes, this.start(row), this.end(row)) === undefined) return false;
    }
    return true;
  }

  /** The line that `row` is on, from 1. */
  line(row: number): number {
    let line = this.source.firstLine;
    for (let at = this.source.bytes.indexOf(10); at >= 0 && at < this.start(row);) {
      line++;
      at = this.source.bytes.indexOf(10, at + 1);
    }
    return line;
  }
}

/** A column of numbers; their text gives the same number back, 32-bit floats the same 32-bit float. */
export class NumberColumn implements StarColumn {
  constructor(
    readonly label: string,
    readonly values: Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array,
  ) {}

  get length(): number {
    return this.values.length;
  }

  get isFloat32(): boolean {
    return this.values instanceof Float32Array;
  }

  text(row: number): string {
    const value = this.values[row] ?? NaN;
    return this.isFloat32 ? shortestFloat32(value) : textOfNumber(value);
  }

  numbers(): Float64Array {
    return Float64Array.from(this.values);
  }

  strings(): string[] {
    return Array.from({ length: this.length }, (_, row) => this.text(row));
  }

  isNumeric(): boolean {
    return true;
  }
}

/** A column of text. */
export class TextColumn implements StarColumn {
  constructor(
    readonly label: string,
    readonly values: readonly string[],
  ) {}

  get length(): number {
    return this.values.length;
  }

  text(row: number): string {
    return this.values[row] ?? '';
  }

  numbers(): Float64Array {
    return Float64Array.from(this.values, (text, row) => {
      const value = numberOfText(text);
      if (value === undefined) throw new DataError(`_${this.label}, row ${row}: ${JSON.stringify(text)} is no number.`);
      return value;
    });
  }

  strings(): string[] {
    return [...this.values];
  }

  isNumeric(): boolean {
    return this.values.every((text) => numberOfText(text) !== undefined);
  }
}

/** A table of arrays and text lists, by label. @throws RangeError when their lengths differ. */
export function createStarTable(
  columns: Readonly<Record<string, NumberColumn['values'] | readonly string[]>>,
): StarTable {
  const made = Object.entries(columns).map(([label, values]) =>
    ArrayBuffer.isView(values) ? new NumberColumn(label, values) : new TextColumn(label, values),
  );
  const length = made[0]?.length ?? 0;
  const odd = made.find((column) => column.length !== length);
  if (odd !== undefined) throw new RangeError(`_${odd.label} has ${odd.length} rows, but _${made[0]?.label} ${length}`);
  return { length, columns: made };
}

/** The column `label`, or null. */
export function findStarColumn(table: StarTable, label: string): StarColumn | null {
  return table.columns.find((column) => column.label === label) ?? null;
}

/** The first block called `name`, or null. */
export function findStarBlock(file: StarFile, name: string): StarBlock | null {
  return file.blocks.find((block) => block.name === name) ?? null;
}

function textOfNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
}

/** The shortest decimal that is `value` again when rounded to 32 bits. */
function shortestFloat32(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return textOfNumber(value);
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return String(candidate);
  }
  return String(Number(value.toPrecision(9)));
}
