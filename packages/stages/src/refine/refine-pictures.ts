import type { FinishedMaps, RefineProgress } from '@vitreous/algorithms';
import { drawHeatMap, drawLinePlot } from '@vitreous/pictures';
import { sphereAxes } from '../draw-cones.js';
import type { Directions } from './count-directions.js';

/** From where particles are seen, with all symmetric copies: SVG. */
export function drawDirections({ particles, symmetry, ...cells }: Directions): string {
  return drawHeatMap({
    title: `Viewing directions of ${particles} particles${symmetry === 'C1' ? '' : `, ${symmetry}`}`,
    ...sphereAxes,
    ...cells,
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

/** The correlation of half maps in boxes of `widthA` after some iterations, shell by shell, the last one in colour: SVG. */
export function drawIterationFsc(
  curves: readonly { readonly iteration: number; readonly fsc: Float64Array }[],
  widthA: number,
): string {
  return drawLinePlot({
    title: 'Correlation of the halves through a ball, iteration by iteration',
    xLabel: 'Resolution (Å)',
    yLabel: 'FSC',
    yRange: [-0.1, 1.02],
    xTickLabel: (value) => (value > 0 ? (1 / value).toFixed(1) : ''),
    series: curves.map(({ iteration, fsc }, i) => ({
      name: `${iteration}`,
      x: Array.from(fsc, (_, shell) => shell / widthA),
      y: fsc,
      accent: i === curves.length - 1,
    })),
  });
}
