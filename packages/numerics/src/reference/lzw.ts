/** Slow twins of the kernel's LZW: the table as a list of byte strings, codes as a string of bits. */

const clear = 256;
const end = 257;

interface Form {
  /** The first writers packed codes from the low bit and widened them one code later. */
  readonly old?: boolean;
}

function widthFor(next: number, old: boolean): number {
  for (let width = 9; width < 12; width++) if (next < 2 ** width - (old ? 0 : 1)) return width;
  return 12;
}

/** All bytes of a TIFF LZW strip. */
export function lzwDecode(input: Uint8Array, { old = false }: Form = {}): Uint8Array {
  const bits = [...input].flatMap((byte) => {
    const each = Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1);
    return old ? each.reverse() : each;
  });
  const output: number[] = [];
  let table: number[][] = [];
  let before: number[] | null = null;
  for (let at = 0, width = 9; at + width <= bits.length;) {
    const each = bits.slice(at, at + width);
    const code = (old ? each.reverse() : each).reduce((value, bit) => 2 * value + bit, 0);
    at += width;
    if (code === end) break;
    if (code === clear) {
      table = Array.from({ length: 258 }, (_, i) => (i < 256 ? [i] : []));
      before = null;
      width = 9;
      continue;
    }
    let string = table[code];
    if (before !== null) {
      string ??= [...before, before[0] ?? NaN];
      if (table.length < 4096) table.push([...before, string[0] ?? NaN]);
    }
    if (string === undefined) throw new RangeError(`code ${code} has no string`);
    output.push(...string);
    before = string;
    width = widthFor(table.length, old);
  }
  return Uint8Array.from(output);
}

/** `input` as a TIFF LZW strip. */
export function lzwEncode(input: Uint8Array, { old = false }: Form = {}): Uint8Array {
  const bits: number[] = [];
  const put = (code: number, width: number): void => {
    const each = Array.from({ length: width }, (_, i) => (code >> (width - 1 - i)) & 1);
    bits.push(...(old ? each.reverse() : each));
  };
  let table = new Map<string, number>();
  let next = 258;
  let string = '';
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (table.get(text) ?? NaN));
  put(clear, 9);
  for (const byte of input) {
    const longer = string + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      string = longer;
      continue;
    }
    // The decoder's table is one string behind.
    put(codeOf(string), widthFor(next - 1, old));
    table.set(longer, next++);
    string = String.fromCharCode(byte);
    if (next === 4094) {
      put(clear, 12);
      table = new Map();
      next = 258;
    }
  }
  if (string !== '') put(codeOf(string), widthFor(next++ - 1, old));
  put(end, widthFor(next - 1, old));
  while (bits.length % 8 !== 0) bits.push(0);
  return Uint8Array.from({ length: bits.length / 8 }, (_, i) => {
    const each = bits.slice(8 * i, 8 * i + 8);
    return (old ? each.reverse() : each).reduce((value, bit) => 2 * value + bit, 0);
  });
}
