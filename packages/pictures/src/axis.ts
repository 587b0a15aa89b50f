/** Maps values to pixels, and knows which values deserve a tick. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  /** Pixel of a value. */
  place(value: number): number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/**
 * An axis over `range` from pixel `start` to pixel `end`, with about `count` ticks on round numbers. `label` says
 * how a tick reads, where it is not the number itself.
 */
export function createAxis(
  range: readonly [from: number, to: number],
  start: number,
  end: number,
  { count = 6, label }: { count?: number; label?: ((value: number) => string) | undefined } = {},
): Axis {
  const [from, to] = widen(range);
  const step = roundStep((to - from) / count);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: label === undefined ? formatNumber(value, decimals) : label(value) };
  });
  return { from, to, place: (value) => start + ((value - from) / (to - from)) * (end - start), ticks };
}

/** The range that all finite `values` lie in, and a little more on both sides. */
export function rangeOf(values: Iterable<number>, margin = 0): [from: number, to: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (Number.isFinite(value)) [least, most] = [Math.min(least, value), Math.max(most, value)];
  }
  if (least > most) return [0, 1];
  const extra = (most - least) * margin;
  return [least - extra, most + extra];
}

/** With a true minus sign. */
export function formatNumber(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

function widen([from, to]: readonly [number, number]): [number, number] {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return [0, 1];
  if (to > from) return [from, to];
  const half = Math.max(Math.abs(from) / 10, 0.5);
  return [from - half, from + half];
}

/** The nearest of 1, 2 and 5 times a power of ten that is not below `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}
