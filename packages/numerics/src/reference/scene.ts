/** Slow twins of what the kernel does to simulated scenes. */

interface Grid {
  readonly nodes: ArrayLike<number>;
  readonly columns: number;
  readonly spacingPx: number;
}

/** Value `part` of `parts` of a bilinear grid at (y, x). */
export function readGrid(grid: Grid, y: number, x: number, part = 0, parts = 1): number {
  const rows = grid.nodes.length / (parts * grid.columns);
  const cell = (place: number, nodes: number): number => Math.min(nodes - 2, Math.max(0, Math.floor(place)));
  const [row, column] = [cell(y / grid.spacingPx, rows), cell(x / grid.spacingPx, grid.columns)];
  const [down, right] = [y / grid.spacingPx - row, x / grid.spacingPx - column];
  const node = (i: number, j: number): number =>
    grid.nodes[parts * ((row + i) * grid.columns + column + j) + part] ?? 0;
  return (
    (1 - down) * ((1 - right) * node(0, 0) + right * node(0, 1)) +
    down * ((1 - right) * node(1, 0) + right * node(1, 1))
  );
}

/** Weight of a sample `distance` pixels away: a sinc under a Kaiser window of beta 6.5 and half width 4.5. */
function tap(distance: number): number {
  const across = 1 - (distance / 4.5) ** 2;
  if (across <= 0) return 0;
  const sinc = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance);
  return (sinc * besselI0(6.5 * Math.sqrt(across))) / besselI0(6.5);
}

function besselI0(x: number): number {
  let [term, sum] = [1, 1];
  for (let k = 1; k < 40; k++) {
    term *= (x * x) / 4 / (k * k);
    sum += term;
  }
  return sum;
}

/** Pixel of `image` (height, width) at a fractional place: 8 x 8 taps, edge pixels repeated. */
export function interpolate(image: ArrayLike<number>, height: number, width: number, y: number, x: number): number {
  const axis = (place: number, length: number): { index: number; weight: number }[] => {
    const first = Math.floor(place) - 3;
    const taps = Array.from({ length: 8 }, (_, i) => ({
      index: Math.min(length - 1, Math.max(0, first + i)),
      weight: tap(place - first - i),
    }));
    const sum = taps.reduce((total, { weight }) => total + weight, 0);
    return taps.map(({ index, weight }) => ({ index, weight: weight / sum }));
  };
  const columns = axis(x, width);
  return axis(y, height).reduce(
    (total, row) =>
      total +
      row.weight *
        columns.reduce((line, column) => line + column.weight * (image[row.index * width + column.index] ?? 0), 0),
    0,
  );
}
