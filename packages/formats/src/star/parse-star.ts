import { DataError } from '@vitreous/errors';
import {
  CARRIAGE_RETURN,
  endOfToken,
  HASH,
  isBlank,
  LINE_FEED,
  SEMICOLON,
  SPACE,
  TAB,
  textOfToken,
  UNDERSCORE,
} from './star-lexis.js';
import type { StarSource } from './star-table.js';

/** What the parser finds, in the file's order. */
export type StarEvent =
  | { readonly kind: 'block'; readonly name: string; readonly comments: readonly string[] }
  | { readonly kind: 'pair'; readonly label: string; readonly value: string }
  /** Rows of the loop now open; `first` is set on its first piece, which may have no rows. */
  | { readonly kind: 'rows'; readonly labels: readonly string[]; readonly first: boolean; readonly source: StarSource };

/** Widest loop that is read; RELION's widest have about 60 columns. */
const mostColumns = 4096;
/** Comments beyond this are passed over: they may not fill the memory. */
const mostComments = 100;
const mostCommentBytes = 10_000;

/**
 * Reads STAR text piece by piece. Pieces end with a line feed, except the last; a row belongs to one line, as
 * in every RELION file. Between the pieces it keeps the open block and loop only.
 *
 * A line of a loop that starts with `_`, or is a lone `data_…` or `loop_`, ends the loop; blank lines do not.
 */
export class StarParser {
  private state: 'outside' | 'block' | 'labels' | 'rows' = 'outside';
  private line = 1;
  private comments: string[] = [];
  private labels: string[] = [];
  private pairs = new Set<string>();
  private loopIsNew = false;

  constructor(private readonly path: string) {}

  /** The events of `bytes`, whole lines that follow those given before. */
  feed(bytes: Buffer): StarEvent[] {
    const events: StarEvent[] = [];
    let at = this.line === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    while (at < bytes.length) {
      at = this.state === 'rows' ? this.readRows(bytes, at, events) : this.readLine(bytes, at, events);
    }
    return events;
  }

  /** The events that are due at the end of the file. */
  finish(): StarEvent[] {
    if (this.state === 'outside') this.fail('the file has no data_ block; is it a STAR file?', this.line);
    if (this.state !== 'labels') return [];
    this.endLabels();
    return [this.emptyRows()];
  }

  /** Reads one line that is no row of a loop. */
  private readLine(bytes: Buffer, from: number, events: StarEvent[]): number {
    const tokens: number[] = [];
    let i = from;
    while (i < bytes.length && bytes[i] !== LINE_FEED) {
      const byte = bytes[i] ?? 0;
      if (isBlank(byte)) {
        i++;
      } else if (byte === HASH) {
        const end = endOfLine(bytes, i);
        if (tokens.length === 0) this.addComment(bytes, i, end);
        i = end;
      } else {
        const end = this.tokenEnd(bytes, i, i === from);
        tokens.push(i, end);
        i = end;
      }
    }
    if (tokens.length > 0 && this.readItem(bytes, tokens, events)) return from;
    this.line++;
    return i + 1;
  }

  /** Takes the tokens of a line; true when the line is the first row of a loop and must be read as such. */
  private readItem(bytes: Buffer, tokens: readonly number[], events: StarEvent[]): boolean {
    const [start = 0, end = 0] = tokens;
    const isLabel = bytes[start] === UNDERSCORE;
    const word = bytes.toString('utf8', start, Math.min(end, start + 5));
    const lone = tokens.length === 2;
    if (lone && word === 'data_') {
      if (this.state === 'labels') this.endLabels(events);
      this.state = 'block';
      this.pairs = new Set();
      events.push({ kind: 'block', name: bytes.toString('utf8', start + 5, end), comments: this.comments });
      this.comments = [];
    } else if (this.state === 'outside') {
      this.fail(`expected a data_ block, found ${this.show(bytes, start, end)}`, this.line);
    } else if (lone && word === 'loop_' && end - start === 5) {
      if (this.state === 'labels') this.endLabels(events);
      this.state = 'labels';
      this.labels = [];
      this.loopIsNew = true;
    } else if (isLabel && this.state === 'labels' && lone) {
      this.addLabel(bytes.toString('utf8', start + 1, end));
    } else if (isLabel) {
      if (this.state === 'labels') this.endLabels(events);
      this.addPair(bytes, tokens, events);
    } else if (this.state === 'labels') {
      this.endLabels();
      this.state = 'rows';
      return true;
    } else {
      this.fail(`expected a _label and its value, found ${this.show(bytes, start, end)}`, this.line);
    }
    return false;
  }

  /** Comments belong to the block that follows them. */
  private addComment(bytes: Buffer, start: number, end: number): void {
    if (this.comments.length < mostComments) {
      this.comments.push(bytes.toString('utf8', start + 1, Math.min(end, start + mostCommentBytes)).trim());
    }
  }

  private addLabel(label: string): void {
    if (this.labels.includes(label)) this.fail(`the loop has _${label} twice`, this.line);
    if (this.labels.length === mostColumns) this.fail(`the loop has more than ${mostColumns} columns`, this.line);
    this.labels.push(label);
  }

  private addPair(bytes: Buffer, tokens: readonly number[], events: StarEvent[]): void {
    const [start = 0, end = 0, valueStart = 0, valueEnd = 0] = tokens;
    const label = bytes.toString('utf8', start + 1, end);
    if (tokens.length !== 4) {
      this.fail(
        `_${label.slice(0, 60)} should have one value on its line, but has ${tokens.length / 2 - 1}`,
        this.line,
      );
    }
    if (this.pairs.has(label)) this.fail(`the block has _${label} twice`, this.line);
    this.pairs.add(label);
    this.state = 'block';
    events.push({ kind: 'pair', label, value: textOfToken(bytes, valueStart, valueEnd) });
  }

  private endLabels(events?: StarEvent[]): void {
    if (this.labels.length === 0) this.fail('the loop has no labels', this.line);
    events?.push(this.emptyRows());
  }

  private emptyRows(): StarEvent {
    const source = { path: this.path, bytes: Buffer.alloc(0), firstLine: this.line, starts: new Uint32Array(0) };
    return {
      kind: 'rows',
      labels: this.labels,
      first: true,
      source: { ...source, columnCount: this.labels.length, rowCount: 0 },
    };
  }

  /** Reads rows up to the end of the bytes or of the loop; answers where that is. */
  private readRows(bytes: Buffer, from: number, events: StarEvent[]): number {
    const columnCount = this.labels.length;
    const firstLine = this.line;
    let starts = new Uint32Array(Math.max(columnCount, Math.ceil((bytes.length - from) / 8)));
    let count = 0;
    let lineStart = from;
    let loopGoesOn = true;
    while (lineStart < bytes.length) {
      if (count + columnCount > starts.length) starts = grow(starts);
      const rowStart = count;
      let i = lineStart;
      for (;;) {
        let byte = bytes[i] ?? LINE_FEED;
        while (byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN) byte = bytes[++i] ?? LINE_FEED;
        if (byte === LINE_FEED) break;
        if (byte === HASH) {
          const end = endOfLine(bytes, i);
          if (count === rowStart) this.addComment(bytes, i, end);
          i = end;
          break;
        }
        if (count === rowStart && this.endsLoop(bytes, i)) {
          loopGoesOn = false;
          break;
        }
        if (count - rowStart < columnCount) starts[count] = i;
        count++;
        // Quotes, control bytes and a semicolon that begins a line take the careful way.
        if (byte === 34 || byte === 39 || byte < SPACE || (byte === SEMICOLON && i === lineStart)) {
          i = this.tokenEnd(bytes, i, i === lineStart);
        } else {
          do byte = bytes[++i] ?? LINE_FEED;
          while (byte > SPACE);
        }
      }
      if (!loopGoesOn) break;
      const values = count - rowStart;
      if (values !== columnCount && values !== 0) {
        this.fail(`expected a row of ${columnCount} values, found ${values}`, this.line);
      }
      this.line++;
      lineStart = i + 1;
    }
    const rowCount = count / columnCount;
    const source = { path: this.path, bytes: bytes.subarray(from, Math.min(lineStart, bytes.length)), firstLine };
    if (from > 0) for (let i = 0; i < count; i++) starts[i] = (starts[i] ?? 0) - from;
    events.push({
      kind: 'rows',
      labels: this.labels,
      first: this.loopIsNew,
      source: { ...source, starts: starts.subarray(0, count), columnCount, rowCount },
    });
    this.loopIsNew = false;
    if (!loopGoesOn) this.state = 'block';
    return lineStart;
  }

  /** Whether the token at `start`, the first of its line, begins something other than a row. */
  private endsLoop(bytes: Buffer, start: number): boolean {
    const first = bytes[start] ?? 0;
    if (first === UNDERSCORE) return true;
    if (first !== 100 && first !== 108) return false;
    const word = bytes.toString('latin1', start, start + 5);
    if (word !== 'data_' && word !== 'loop_') return false;
    let i = endOfToken(bytes, start, bytes.length);
    if (word === 'loop_' && i !== start + 5) return false;
    while (i < bytes.length && isBlank(bytes[i] ?? 0)) i++;
    return i >= bytes.length || bytes[i] === LINE_FEED || bytes[i] === HASH;
  }

  /** The end of the token at `start`, which must be one this parser knows. */
  private tokenEnd(bytes: Buffer, start: number, startsLine: boolean): number {
    const byte = bytes[start] ?? 0;
    if (byte < SPACE) this.fail(`byte ${byte} is no text; is it a STAR file?`, this.line);
    if (startsLine && byte === SEMICOLON) {
      this.fail('a text of several lines (a line that starts with ";") is not read; RELION writes none', this.line);
    }
    const end = endOfToken(bytes, start, bytes.length);
    if (end < 0) this.fail(`the quote ${String.fromCharCode(byte)} is not closed on its line`, this.line);
    return end;
  }

  private show(bytes: Buffer, start: number, end: number): string {
    return JSON.stringify(bytes.toString('utf8', start, Math.min(end, start + 60)));
  }

  private fail(what: string, line: number): never {
    throw new DataError(`${this.path}, line ${line}: ${what}.`);
  }
}

function endOfLine(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(LINE_FEED, from);
  return end < 0 ? bytes.length : end;
}

function grow(starts: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * starts.length);
  larger.set(starts);
  return larger;
}
