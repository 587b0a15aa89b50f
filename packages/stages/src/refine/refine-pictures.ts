import { symmetryRotations, type FinishedMaps, type RefineProgress } from '@vitreous/algorithms';
import { drawHeatMap, drawLinePlot } from '@vitreous/pictures';
import { sphereAxes } from '../draw-cones.js';

/** Cells of the picture of viewing directions: all of the same area on the sphere. */
const [columns, rows] = [48, 24];

/**
 * From where particles are seen, with all symmetric copies, on cells of equal area: SVG. `rotations` are 3 x 3 matrices,
 * r_image = rotation r_map.
 */
export function drawDirections(rotations: ArrayLike<number>, symmetry: string): string {
  const group = symmetryRotations(symmetry);
  const count = rotations.length / 9;
  const values = new Float64Array(columns * rows);
  const each = values.length / Math.max(1, count * group.length);
  for (let particle = 0; particle < count; particle++) {
    const view = [6, 7, 8].map((at) => rotations[9 * particle + at] ?? 0);
    for (const copy of group) {
      const [x, y, z] = [0, 1, 2].map((axis) =>
        view.reduce((sum, value, i) => sum + value * (copy[3 * i + axis] ?? 0), 0),
      );
      const column = Math.floor(((Math.atan2(y ?? 0, x ?? 0) / Math.PI + 1) / 2) * columns);
      const row = Math.floor((((z ?? 0) + 1) / 2) * rows);
      const cell = Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column));
      values[cell] = (values[cell] ?? 0) + each;
    }
  }
  return drawHeatMap({
    title: `Viewing directions of ${count} particles${group.length > 1 ? `, ${symmetry}` : ''}`,
    ...sphereAxes,
    columns,
    rows,
    values,
    scaleLabel: 'times an even spread',
  });
}

/** The fall-off of the map's amplitudes with the line that is undone by sharpening: SVG; null where there is no line. */
export function drawGuinier({ guinier }: Pick<FinishedMaps, 'guinier'>): string | null {
  if (guinier === null) return null;
  const { inverseSquareA: x, logAmplitude: y, bFactorA2 } = guinier;
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = (value: number): number => mean(y) - (bFactorA2 / 4) * (value - mean(x));
  const ends = [x[0] ?? 0, x[x.length - 1] ?? 0];
  return drawLinePlot({
    title: `Guinier plot: B-factor ${bFactorA2.toFixed(0)} Å²`,
    xLabel: 'Resolution (Å)',
    yLabel: 'ln amplitude',
    xTickLabel: (value) => (value > 0 ? (1 / Math.sqrt(value)).toFixed(1) : ''),
    series: [
      { name: 'map', x, y },
      { name: 'line', x: ends, y: ends.map(at), accent: true },
    ],
  });
}

/** Resolution and what changed, iteration by iteration: SVG. Before the first one particles lay nowhere. */
export function drawIterations(iterations: readonly RefineProgress[]): string {
  const x = iterations.map(({ iteration }) => iteration);
  return drawLinePlot({
    title: 'Iterations: resolution through a ball, and how far particles turned',
    xLabel: 'Iteration',
    yLabel: 'Å or °',
    series: [
      { name: 'resolution (Å)', x, y: iterations.map(({ resolutionA }) => resolutionA), accent: true },
      {
        name: 'mean turn (°)',
        x,
        y: iterations.map(({ angleChangeDeg }, i) => (i === 0 ? NaN : angleChangeDeg)),
        dashed: true,
      },
    ],
    xTickLabel: (value) => (Number.isInteger(value) ? `${value}` : ''),
  });
}
