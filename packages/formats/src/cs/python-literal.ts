/** A Python literal as the header of a NumPy file has it; dictionaries become maps, tuples and lists arrays. */
export type PythonLiteral = string | number | boolean | null | PythonLiteral[] | Map<string, PythonLiteral>;

const words: Record<string, boolean | null> = { True: true, False: false, None: null };
const tokens = /\s*(?:([[\](){},:])|(-?\d+)L?\b|(True|False|None)\b|[ub]?('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))/y;
const deepest = 16;

/** Reads one literal. @throws SyntaxError with the position where it is broken. */
export function parsePythonLiteral(text: string): PythonLiteral {
  let at = 0;
  const next = (): RegExpExecArray => {
    tokens.lastIndex = at;
    const match = tokens.exec(text);
    if (match === null) throw new SyntaxError(`unexpected character at position ${at}`);
    at = tokens.lastIndex;
    return match;
  };
  const list = (close: string, depth: number, item: () => void): void => {
    if (depth > deepest) throw new SyntaxError('too many brackets inside each other');
    for (;;) {
      const before = at;
      if (next()[1] === close) return;
      at = before;
      item();
      const after = next()[1];
      if (after === close) return;
      if (after !== ',') throw new SyntaxError(`expected , or ${close} at position ${at}`);
    }
  };
  const value = (depth: number): PythonLiteral => {
    const [, sign, digits, word, quoted] = next();
    if (digits !== undefined) return Number(digits);
    if (word !== undefined) return words[word] ?? null;
    if (quoted !== undefined) return unquote(quoted);
    if (sign === '{') {
      const pairs = new Map<string, PythonLiteral>();
      list('}', depth + 1, () => {
        const key = value(depth + 1);
        if (typeof key !== 'string' || next()[1] !== ':') throw new SyntaxError(`expected 'key': at position ${at}`);
        pairs.set(key, value(depth + 1));
      });
      return pairs;
    }
    if (sign !== '(' && sign !== '[') throw new SyntaxError(`unexpected ${sign ?? ''} at position ${at}`);
    const items: PythonLiteral[] = [];
    list(sign === '(' ? ')' : ']', depth + 1, () => items.push(value(depth + 1)));
    return items;
  };
  const result = value(0);
  if (text.slice(at).trim() !== '') throw new SyntaxError(`unexpected text after position ${at}`);
  return result;
}

/** A Python string literal of `text`. */
export function quotePython(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}'`;
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

function unquote(quoted: string): string {
  const text = quoted.slice(1, -1);
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/g,
    (_, two: string | undefined, four: string | undefined, one: string | undefined) => {
      const code = two ?? four;
      return code === undefined ? (escapes[one ?? ''] ?? one ?? '') : String.fromCharCode(parseInt(code, 16));
    },
  );
}
