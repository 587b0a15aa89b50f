/** How STAR text is cut into tokens: bytes, quotes, comments and numbers. */

export const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const SEMICOLON = 59;
export const UNDERSCORE = 95;

/** White space within a line; a carriage return is part of a line's end and counts as such. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN;
}

/**
 * The first byte after the token that starts at `start`. A quoted token ends at the same quote followed by
 * white space, so that a quote may stand inside (Hall 1991); -1 when it does not end on its line.
 */
export function endOfToken(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  let i = start + 1;
  if (first !== DOUBLE_QUOTE && first !== SINGLE_QUOTE) {
    while (i < end && (bytes[i] ?? 0) > SPACE) i++;
    return i;
  }
  for (; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === LINE_FEED) return -1;
    if (byte === first && (i + 1 === end || (bytes[i + 1] ?? 0) <= SPACE)) return i + 1;
  }
  return -1;
}

/** The text of the token in `bytes[start, end)`, its quotes removed. */
export function textOfToken(bytes: Buffer, start: number, end: number): string {
  const first = bytes[start] ?? 0;
  const quoted = (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) && end - start >= 2;
  return quoted ? bytes.toString('utf8', start + 1, end - 1) : bytes.toString('utf8', start, end);
}

const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const decimalForm = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const namedNumbers: Record<string, number> = {
  nan: NaN,
  '-nan': NaN,
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
};

/** The number that `text` is in C's decimal form, `nan` and `inf` included; undefined when it is none. */
export function numberOfText(text: string): number | undefined {
  return decimalForm.test(text) ? Number(text) : namedNumbers[text.toLowerCase()];
}

/**
 * The number in `bytes[start, end)`; undefined when it is none. Plain decimals of up to 15 digits are read
 * here: such a mantissa and a power of ten up to 22 are exact doubles, so one division rounds correctly
 * (Clinger 1990). All else goes through the slow, general way.
 */
export function numberOfToken(bytes: Buffer, start: number, end: number): number | undefined {
  let i = start;
  const sign = bytes[i] ?? 0;
  if (sign === 45 || sign === 43) i++;
  const digitsFrom = i;
  let mantissa = 0;
  let fraction = -1;
  for (; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
    else if (digit === -2 && fraction < 0) fraction = end - i - 1;
    else break;
  }
  const length = end - digitsFrom;
  if (i < end || length > 15 || length === 0 || (length === 1 && fraction === 0)) {
    return numberOfText(textOfToken(bytes, start, end));
  }
  const magnitude = fraction > 0 ? mantissa / (powersOfTen[fraction] ?? NaN) : mantissa;
  return sign === 45 ? -magnitude : magnitude;
}

/** Whether `text` cannot stand as it is: it is empty, holds white space, or starts as something else would. */
const needsQuotes = /^$|[\s]|^["'#_;]|^(data_|loop_|save_|stop_|global_)/i;

/**
 * `text` as one STAR token, quoted where it has to be; null when no quotes can hold it (a line break, or both
 * kinds of quote before white space).
 */
export function tokenOfText(text: string): string | null {
  if (!needsQuotes.test(text)) return text;
  if (/[\r\n\0]/.test(text)) return null;
  if (!/"(\s|$)/.test(text)) return `"${text}"`;
  return /'(\s|$)/.test(text) ? null : `'${text}'`;
}
