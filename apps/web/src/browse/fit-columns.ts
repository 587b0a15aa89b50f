interface Sized {
  /** A track of a grid: `90px` or `minmax(120px, 1fr)`. */
  readonly width: string;
  /** May be left out where all do not fit: the greatest goes first. */
  readonly spare?: number;
}

/** Between columns, and what stands beside them, in px; as the style sheet has it. */
const [gap, beside] = [12, 94];

/** The columns that fit into a width in px, which never leaves out one that must be there. */
export function fitColumns<Column extends Sized>(columns: readonly Column[], width: number): readonly Column[] {
  const needed = columns.reduce((sum, column) => sum + leastOf(column) + gap, beside);
  if (needed <= width) return columns;
  const most = Math.max(...columns.map(({ spare = 0 }) => spare));
  if (!(most > 0)) return columns;
  const last = columns.findLastIndex(({ spare }) => spare === most);
  return fitColumns(
    columns.filter((_, index) => index !== last),
    width,
  );
}

function leastOf({ width }: Sized): number {
  return Number(/\d+/.exec(width)?.[0] ?? 0);
}
