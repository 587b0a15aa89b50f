import { DataError } from '@vitreous/errors';
import { withFileSource } from '../byte-source.js';

/** A SerialEM `.mdoc` (IMOD autodoc) file: what it says of the whole, and of each image, piece or set of frames. */
export interface Mdoc {
  readonly path: string;
  /** Values before the first section, such as `Voltage` and `ImageFile`. */
  readonly globals: ReadonlyMap<string, string>;
  /** The lines `T = …` or `[T = …]`. */
  readonly titles: readonly string[];
  readonly sections: readonly MdocSection[];
}

/** `[kind = name]` and the values below it. */
export interface MdocSection {
  /** `ZValue` (an image of a stack), `FrameSet` (a movie), `MontSection`, `Image`. */
  readonly kind: string;
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
  /** The line of its heading, from 1. */
  readonly line: number;
}

/** The largest .mdoc files, of montages of thousands of pieces, have a few megabytes. */
const mostBytes = 1 << 26;
const heading = /^\[\s*([^=\]]*?)\s*=\s*(.*?)\s*\]\s*$/;
const pair = /^\s*([^=\s][^=]*?)\s*=\s*(.*?)\s*$/;

/** Reads an `.mdoc` file. @throws UserError when it cannot be opened, DataError (path, line) when it is none. */
export function readMdoc(path: string): Promise<Mdoc> {
  return withFileSource(path, async (source) => {
    if (source.size > mostBytes) throw new DataError(`${path}: ${source.size} bytes are too many for an .mdoc file.`);
    return parseMdoc(await source.read(0, source.size), path);
  });
}

/** As readMdoc, from bytes; `path` is for messages. */
export function parseMdoc(bytes: Buffer, path: string): Mdoc {
  const globals = new Map<string, string>();
  const titles: string[] = [];
  const sections: (MdocSection & { values: Map<string, string> })[] = [];
  let values = globals;
  let last: string | null = null;
  const lines = decode(bytes).split('\n');
  lines.forEach((text, index) => {
    const line = text.trim();
    const fail = (what: string): never => {
      throw new DataError(`${path}, line ${index + 1}: ${what}.`);
    };
    if (line === '' || line.startsWith('#')) return;
    if (line.includes('\0')) fail('a zero byte is no text; is this an .mdoc file?');
    if (line.startsWith('[')) {
      const [, kind, name] =
        heading.exec(line) ?? fail(`expected [Kind = name], found ${JSON.stringify(line.slice(0, 60))}`);
      if (kind === 'T') {
        titles.push(name ?? '');
        return;
      }
      values = new Map();
      last = null;
      sections.push({ kind: kind ?? '', name: name ?? '', values, line: index + 1 });
      return;
    }
    const [, key, value] = pair.exec(line) ?? [];
    if (key === 'T' && values === globals) {
      titles.push(value ?? '');
    } else if (key !== undefined) {
      values.set(key, value ?? '');
      last = key;
    } else if (last !== null) {
      // A line without "=" goes on with the value before it.
      values.set(last, `${values.get(last) ?? ''}\n${line}`);
    } else {
      fail(`expected Key = value, found ${JSON.stringify(line.slice(0, 60))}`);
    }
  });
  if (sections.length === 0) {
    throw new DataError(
      `${path}: expected sections such as [ZValue = 0] or [FrameSet = 0], found none in ${lines.length} lines.`,
    );
  }
  return { path, globals, titles, sections };
}

/** UTF-8, or else the code page of a Western Windows, where SerialEM runs. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  return text.includes('\uFFFD') ? new TextDecoder('windows-1252').decode(bytes) : text;
}
