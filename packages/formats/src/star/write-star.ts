import type { FileHandle } from 'node:fs/promises';
import { UserError } from '@vitreous/errors';
import { writeAtomically } from '../atomic-file.js';
import { putDecimal, putPlainText } from './star-cell.js';
import { tokenOfText } from './star-lexis.js';
import { NumberColumn, SourceColumn, type StarBlock, type StarColumn, type StarTable } from './star-table.js';

/** What the writer puts before each block; RELION reads it to know the labels' generation. */
export const relionVersion = 'version 30001';

const bufferBytes = 1 << 20;
/** Values of up to this many bytes go straight into the buffer. */
const mostShort = 1024;
/** Room for one such value and what stands around it. */
const spareBytes = 4096;

/** A block to write; comments default to the version that RELION 3.1 and later write. */
export type StarBlockToWrite = Partial<StarBlock> & Pick<StarBlock, 'name'>;

/** Writes blocks to `path`, all or nothing. Values read from a STAR file are written with the same text. */
export function writeStar(path: string, blocks: readonly StarBlockToWrite[]): Promise<void> {
  return writeStarStream(path, async (writer) => {
    for (const block of blocks) await writer.block(block);
  });
}

/** Writes a STAR file of any size in flat memory: `write` gives it block by block, rows by rows. */
export function writeStarStream(path: string, write: (writer: StarWriter) => Promise<void>): Promise<void> {
  return writeAtomically(path, async (file) => {
    const writer = new StarWriter(path, file);
    await write(writer);
    await writer.flush();
  });
}

/** Writes STAR text to an open file. */
export class StarWriter {
  private readonly buffer = Buffer.allocUnsafe(bufferBytes);
  private used = 0;
  private labels: string | null = null;

  constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** A block with its pairs and loops; without loops it may be continued by `rows`. */
  async block({ name, pairs, loops = [], comments = [relionVersion] }: StarBlockToWrite): Promise<void> {
    this.labels = null;
    await this.text(`\n${comments.map((comment) => `# ${comment}\n`).join('')}\ndata_${name}\n`);
    if (pairs !== undefined && pairs.size > 0) {
      const width = 2 + Math.max(...Array.from(pairs.keys(), (label) => label.length));
      const lines = Array.from(pairs, ([label, value]) => `${`_${label}`.padEnd(width)} ${this.quote(label, value)}\n`);
      await this.text(`\n${lines.join('')}`);
    }
    for (const loop of loops) {
      this.labels = null;
      await this.rows(loop);
    }
  }

  /** Rows of the block's loop; the first call names its columns, later ones must have the same. */
  async rows(table: StarTable): Promise<void> {
    const labels = table.columns.map((column, i) => `_${column.label} #${i + 1}\n`).join('');
    if (this.labels === null) await this.text(`\nloop_\n${labels}`);
    else if (labels !== this.labels) throw new RangeError('the rows of a loop have the same columns throughout');
    this.labels = labels;
    for (let row = 0; row < table.length; row++) {
      for (const [i, column] of table.columns.entries()) {
        if (i > 0) this.buffer[this.used++] = 32;
        if (this.used > bufferBytes - spareBytes) await this.flush();
        const end = this.put(column, row);
        if (end >= 0) this.used = end;
        else await this.text(this.token(column, row));
      }
      this.buffer[this.used++] = 10;
    }
  }

  async flush(): Promise<void> {
    for (let done = 0; done < this.used;) {
      done += (await this.file.write(this.buffer, done, this.used - done)).bytesWritten;
    }
    this.used = 0;
  }

  /** Puts a short, ordinary value into the buffer; answers the position after it, or -1. */
  private put(column: StarColumn, row: number): number {
    if (column instanceof SourceColumn) return this.copy(column, row);
    if (column instanceof NumberColumn) {
      return putDecimal(this.buffer, this.used, column.values[row] ?? NaN, column.isFloat32);
    }
    const text = column.text(row);
    return text.length > mostShort ? -1 : putPlainText(this.buffer, this.used, text);
  }

  /** Copies the bytes of a value as the file had them. */
  private copy(column: SourceColumn, row: number): number {
    const bytes = column.source.bytes;
    const start = column.start(row);
    const end = column.end(row);
    if (end - start > mostShort) return -1;
    let at = this.used;
    for (let i = start; i < end; i++) this.buffer[at++] = bytes[i] ?? 0;
    return at;
  }

  private token(column: StarColumn, row: number): string {
    const text = column.text(row);
    return column instanceof NumberColumn ? text : this.quote(column.label, text);
  }

  private quote(label: string, text: string): string {
    const token = tokenOfText(text);
    if (token === null) {
      throw new UserError(
        `Cannot write ${this.path}: STAR cannot hold ${JSON.stringify(text.slice(0, 200))} as a value of _${label}.`,
      );
    }
    return token;
  }

  private async text(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    if (this.used + bytes.length > bufferBytes - spareBytes) await this.flush();
    if (bytes.length <= bufferBytes - spareBytes) {
      this.used += bytes.copy(this.buffer, this.used);
    } else {
      for (let done = 0; done < bytes.length;) done += (await this.file.write(bytes, done)).bytesWritten;
    }
  }
}
