/** Where rows of a table lie, and how good they are. */
export interface Placed {
  /** Å, on the image named; NaN is nowhere near anything. */
  readonly xA: ArrayLike<number>;
  readonly yA: ArrayLike<number>;
  /** Rows on one image have one number. */
  readonly images: ArrayLike<number>;
  /** Copies of one particle have one number: they are kept or left out together, and never too close to each other. */
  readonly particles: ArrayLike<number>;
  /** The higher the better; of equals the first row wins. */
  readonly scores: ArrayLike<number>;
}

/**
 * Which rows to keep so that no two particles of an image lie nearer than `distanceA`: the best particle first (by its best
 * row), then each next one that is far enough from all that were kept. 1 for rows kept.
 */
export function keepApart({ xA, yA, images, particles, scores }: Placed, distanceA: number): Uint8Array {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < xA.length; row++) {
    const particle = particles[row] ?? row;
    const rows = rowsOf.get(particle);
    if (rows === undefined) rowsOf.set(particle, [row]);
    else rows.push(row);
  }
  const best = (rows: readonly number[]): number =>
    rows.reduce((most, row) => Math.max(most, scores[row] ?? 0), -Infinity);
  const order = Array.from(rowsOf.values(), (rows) => ({ rows, score: best(rows) }));
  order.sort((a, b) => b.score - a.score || (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
  // Kept rows by image and square of one distance a side: what is too near lies in the same square or beside it.
  const taken = new Map<string, number[]>();
  const square = (value: number): number => Math.floor(value / distanceA);
  const isFree = (row: number): boolean => {
    const [x, y] = [xA[row] ?? NaN, yA[row] ?? NaN];
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) {
        const there = taken.get(`${images[row]} ${square(x) + i} ${square(y) + j}`) ?? [];
        if (there.some((other) => Math.hypot((xA[other] ?? NaN) - x, (yA[other] ?? NaN) - y) < distanceA)) return false;
      }
    }
    return true;
  };
  const kept = new Uint8Array(xA.length);
  for (const { rows } of order) {
    if (!rows.every(isFree)) continue;
    for (const row of rows) {
      kept[row] = 1;
      const key = `${images[row]} ${square(xA[row] ?? NaN)} ${square(yA[row] ?? NaN)}`;
      taken.set(key, [...(taken.get(key) ?? []), row]);
    }
  }
  return kept;
}
