/** A turn of three axes: row-major, (3, 3). */
export type Turn = readonly number[];

export const noTurn: Turn = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** First `b`, then `a`. */
export function afterTurn(a: Turn, b: Turn): Turn {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return [0, 1, 2].reduce((sum, k) => sum + (a[3 * row + k] ?? 0) * (b[3 * k + column] ?? 0), 0);
  });
}

/** About the screen's axes, rad: to the right, then downwards. */
export function turnBy(right: number, down: number): Turn {
  const [cr, sr, cu, su] = [Math.cos(right), Math.sin(right), Math.cos(down), Math.sin(down)];
  return afterTurn([1, 0, 0, 0, cu, -su, 0, su, cu], [cr, 0, sr, 0, 1, 0, -sr, 0, cr]);
}

/** Rounding adds up over thousands of small turns: the rows are made straight again (Gram and Schmidt). */
export function straighten(turn: Turn): Turn {
  const unit = (v: readonly number[]): number[] => v.map((x) => x / (Math.hypot(...v) || 1));
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  const first = unit(turn.slice(0, 3));
  const rest = turn.slice(3, 6);
  const second = unit(rest.map((x, i) => x - dot(rest, first) * (first[i] ?? 0)));
  const [[a = 0, b = 0, c = 0], [d = 0, e = 0, f = 0]] = [first, second];
  return [...first, ...second, b * f - c * e, c * d - a * f, a * e - b * d];
}
