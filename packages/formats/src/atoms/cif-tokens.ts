import { DataError } from '@vitreous/errors';

/** A token of CIF: a data name (`_atom_site.id`), a keyword (`loop_`, `data_…`), or a value. */
export interface CifToken {
  readonly kind: 'name' | 'word' | 'value';
  readonly text: string;
}

const pattern = /\s*(?:(#.*)|'((?:[^']|'(?=\S))*)'(?=\s|$)|"((?:[^"]|"(?=\S))*)"(?=\s|$)|(\S+))/y;
const keyword = /^(data_|save_|loop_$|global_$|stop_$)/i;
const mostTextLines = 1_000_000;

/** Cuts lines of CIF into tokens; texts of several lines (between lines that start with `;`) become one value. */
export class CifTokenizer {
  private text: string[] | null = null;

  constructor(private readonly path: string) {}

  read(line: string, number: number): CifToken[] {
    if (this.text !== null) {
      if (!line.startsWith(';')) {
        if (this.text.push(line) > mostTextLines)
          throw new DataError(`${this.path}, line ${number}: a text never ends.`);
        return [];
      }
      const value: CifToken = { kind: 'value', text: this.text.join('\n') };
      this.text = null;
      return [value, ...this.split(line.slice(1), number)];
    }
    if (line.startsWith(';')) {
      this.text = [line.slice(1)];
      return [];
    }
    return this.split(line, number);
  }

  finish(): void {
    if (this.text !== null) throw new DataError(`${this.path}: the file ends inside a text of several lines.`);
  }

  private split(line: string, number: number): CifToken[] {
    const tokens: CifToken[] = [];
    pattern.lastIndex = 0;
    for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
      const [, comment, single, double, plain] = match;
      if (comment !== undefined) break;
      const quoted = single ?? double;
      if (quoted !== undefined) {
        tokens.push({ kind: 'value', text: quoted });
      } else if (plain !== undefined) {
        if (/^["']/.test(plain))
          throw new DataError(`${this.path}, line ${number}: a quote is not closed on its line.`);
        tokens.push({ kind: plain.startsWith('_') ? 'name' : keyword.test(plain) ? 'word' : 'value', text: plain });
      }
    }
    return tokens;
  }
}
