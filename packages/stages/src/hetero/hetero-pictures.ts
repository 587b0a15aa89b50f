import type { HeteroProgress } from '@vitreous/algorithms';
import { drawLinePlot } from '@vitreous/pictures';

/** Shares of the maps, and of the particles that changed theirs, iteration by iteration: SVG. */
export function drawShares(iterations: readonly HeteroProgress[]): string {
  const x = iterations.map(({ iteration }) => iteration);
  const maps = iterations[0]?.shares.length ?? 0;
  return drawLinePlot({
    xLabel: 'Iteration',
    yLabel: 'Share of the particles',
    yRange: [0, 1.02],
    series: [
      { name: 'changed their map', x, y: iterations.map(({ movedShare }) => movedShare), dashed: true },
      ...Array.from({ length: maps }, (_, k) => ({
        name: `map ${k}`,
        x,
        y: iterations.map(({ shares }) => shares[k] ?? 0),
      })),
    ],
    xTickLabel: (value) => (Number.isInteger(value) ? `${value}` : ''),
  });
}
