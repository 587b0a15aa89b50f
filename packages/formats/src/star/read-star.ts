import { DataError } from '@vitreous/errors';
import { readChunks, readWholeFile } from '../input-file.js';
import { LINE_FEED } from './star-lexis.js';
import { StarParser, type StarEvent } from './parse-star.js';
import { SourceColumn, type StarBlock, type StarFile, type StarSource, type StarTable } from './star-table.js';

const chunkBytes = 1 << 20;
/** A longer line is no row of numbers and names. */
const mostLineBytes = 1 << 24;

/** Part of a STAR file, as it streams by. */
export type StarPiece =
  | { readonly kind: 'block'; readonly name: string; readonly comments: readonly string[] }
  | { readonly kind: 'pair'; readonly block: string; readonly label: string; readonly value: string }
  /** The next rows of a loop; `first` marks a loop's first piece, which has no rows when the loop is empty. */
  | { readonly kind: 'rows'; readonly block: string; readonly first: boolean; readonly table: StarTable };

/** Reads a STAR file whole. @throws UserError when it cannot be opened, DataError (path, line) when it is bad. */
export async function readStar(path: string): Promise<StarFile> {
  return parseStar(await readWholeFile(path), path);
}

/** As readStar, from bytes; `path` is for messages. Columns refer to the bytes: do not change them. */
export function parseStar(bytes: Buffer, path: string): StarFile {
  const parser = new StarParser(path);
  const blocks: { name: string; pairs: Map<string, string>; loops: StarTable[]; comments: readonly string[] }[] = [];
  for (const event of [...parser.feed(bytes), ...parser.finish()]) {
    if (event.kind === 'block') {
      blocks.push({ name: event.name, pairs: new Map(), loops: [], comments: event.comments });
    } else if (event.kind === 'pair') {
      blocks.at(-1)?.pairs.set(event.label, event.value);
    } else {
      blocks.at(-1)?.loops.push(tableOfRows(event.labels, event.source));
    }
  }
  return { path, blocks: blocks satisfies StarBlock[] };
}

/** Reads a STAR file of any size in flat memory, about a megabyte of text at a time. */
export async function* streamStar(path: string): AsyncGenerator<StarPiece> {
  const parser = new StarParser(path);
  let block = '';
  let rest: Buffer = Buffer.alloc(0);
  const pieces = function* (events: readonly StarEvent[]): Generator<StarPiece> {
    for (const event of events) {
      if (event.kind === 'block') block = event.name;
      if (event.kind === 'rows') {
        yield { kind: 'rows', block, first: event.first, table: tableOfRows(event.labels, event.source) };
      } else {
        yield event.kind === 'pair' ? { ...event, block } : event;
      }
    }
  };
  for await (const chunk of readChunks(path, chunkBytes)) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (rest.length + (end === 0 ? chunk.length : end) > mostLineBytes + chunkBytes) {
      throw new DataError(`${path}: a line is longer than ${mostLineBytes} bytes; is it a STAR file?`);
    }
    if (end > 0) yield* pieces(parser.feed(Buffer.concat([rest, chunk.subarray(0, end)])));
    rest = end > 0 ? Buffer.from(chunk.subarray(end)) : Buffer.concat([rest, chunk]);
  }
  if (rest.length > 0) yield* pieces(parser.feed(rest));
  yield* pieces(parser.finish());
}

/** The rows of the loop in `data_<block>`, some thousands at a time; none when there is no such loop. */
export async function* streamStarRows(path: string, block: string): AsyncGenerator<StarTable> {
  for await (const piece of streamStar(path)) {
    if (piece.kind === 'rows' && piece.block === block) yield piece.table;
  }
}

function tableOfRows(labels: readonly string[], source: StarSource): StarTable {
  return { length: source.rowCount, columns: labels.map((label, index) => new SourceColumn(label, source, index)) };
}
