/** Fast ways to put a value into a buffer as STAR text; what they do not know goes another, slower way. */

const zero = 48;
/** Numbers below this keep six decimals apart from each other when scaled by a million. */
const mostScaled = 2 ** 53;

/** Whether `text` may need quotes: it starts as a word of the format might, or is empty. */
const mayStartKeyword = new Set(['d', 'l', 's', 'g', 'D', 'L', 'S', 'G', '"', "'", '#', '_', ';', ''].map(firstCode));

function firstCode(text: string): number {
  return text === '' ? -1 : text.charCodeAt(0);
}

/**
 * Puts a number of at most six decimals at `at`, as text that reads back as the same number (the same 32-bit
 * float, with `float32`); answers the position after it, or -1 when it needs more digits or an exponent.
 */
export function putDecimal(buffer: Uint8Array, at: number, value: number, float32: boolean): number {
  const scaled = float32 ? scaleFloat32(value) : Math.round(value * 1e6);
  // The quotient of two exact numbers is what a reader of that decimal gets.
  const back = scaled / 1e6;
  const same = (float32 ? Math.fround(back) : back) === value;
  if (!same || scaled >= mostScaled || scaled <= -mostScaled) return -1;
  const size = Math.abs(scaled);
  const whole = Math.floor(size / 1e6);
  let fraction = size - whole * 1e6;
  if (value < 0) buffer[at++] = 45;
  at = putWhole(buffer, at, whole);
  if (fraction === 0) return at;
  buffer[at++] = 46;
  for (let unit = 1e5; fraction > 0; unit /= 10) {
    const digit = Math.floor(fraction / unit);
    buffer[at++] = zero + digit;
    fraction -= digit * unit;
  }
  return at;
}

/** A million times the number with the fewest decimals (0, 2, 4 or 6) that is the same 32-bit float. */
function scaleFloat32(value: number): number {
  for (let unit = 1; unit < 1e6; unit *= 100) {
    const rounded = Math.round(value * unit);
    if (Math.fround(rounded / unit) === value) return rounded * (1e6 / unit);
  }
  return Math.round(value * 1e6);
}

function putWhole(buffer: Uint8Array, at: number, whole: number): number {
  let digits = 1;
  for (let limit = 10; limit <= whole; limit *= 10) digits++;
  for (let i = at + digits - 1; i >= at; i--) {
    const next = Math.floor(whole / 10);
    buffer[i] = zero + whole - next * 10;
    whole = next;
  }
  return at + digits;
}

/** Puts text of printable ASCII that needs no quotes at `at`; -1 when it is not such a text. */
export function putPlainText(buffer: Uint8Array, at: number, text: string): number {
  if (mayStartKeyword.has(firstCode(text))) return -1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code > 126) return -1;
    buffer[at + i] = code;
  }
  return at + text.length;
}
