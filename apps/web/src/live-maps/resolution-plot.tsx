import { useMemo, type ReactNode } from 'react';
import { formatCount } from '../design/format.js';
import { CurvePlot } from '../maps/curve-plot.js';
import type { RefinementProgress } from './refinement-progress.js';
import { sentenceOfNeed } from './sentence-of-need.js';

/** Resolution against particles, as Rosenthal and Henderson plot it: the line's slope is the B-factor. */
export function ResolutionPlot({ progress }: { progress: RefinementProgress }): ReactNode {
  const { history, fit } = progress;
  const { x, curves } = useMemo(() => {
    const sorted = [...history].sort((a, b) => a.num_particles - b.num_particles);
    const next = fit?.next ?? null;
    const places = [...sorted.map((one) => Math.log10(one.num_particles))];
    const seen: (number | null)[] = sorted.map((one) => one.resolution_A ** -2);
    if (next !== null) {
      places.push(Math.log10(next.num_particles));
      seen.push(null);
    }
    const line = places.map((log) => (fit === null ? null : (2 * (log * Math.LN10 - fit.intercept)) / fit.bfactor_A2));
    const dots = { name: 'Maps so far', values: seen, main: true, dots: true };
    return { x: places, curves: fit === null ? [dots] : [dots, { name: 'Line', values: line, dashed: true }] };
  }, [history, fit]);
  const last = history.at(-1);
  return (
    <CurvePlot
      foot={sentenceOfNeed(progress)}
      title={
        fit === null
          ? 'Resolution against particles'
          : `Resolution against particles: B-factor ${fit.bfactor_A2.toFixed(0)} Å²`
      }
      says={`Resolution of ${history.length} maps against their particles${last === undefined ? '' : `, last ${last.resolution_A.toFixed(2)} Å from ${last.num_particles}`}`}
      xTitle="Particles"
      yTitle="Resolution (Å)"
      x={x}
      curves={curves}
      xText={particlesText}
      yText={resolutionText}
      xTicks={particleTicks}
      yTicks={resolutionTicks}
    />
  );
}

/** Logarithms of round numbers, the roundest first. */
const particleTicks = [
  [[1], [3], [2, 5], [1.5, 2.5, 4, 7], [1.2, 3.5, 6, 8]].flatMap((digits) =>
    Array.from({ length: 7 }, (_, i) => digits.map((digit) => Math.log10(digit * 10 ** (i + 1)))).flat(),
  ),
];
/** Of resolutions in Å, as they stand on the axis; the finer ones for maps that are nearly alike. */
const resolutionTicks = [
  [1, 2, 3, 4, 5, 6, 8, 10, 15, 30, 1.5, 2.5, 3.5, 1.2, 1.8, 4.5, 7, 1.35, 2.2, 2.8, 3.2, 5.5],
  Array.from({ length: 90 }, (_, i) => 1 + i / 10),
  Array.from({ length: 450 }, (_, i) => 1 + i / 50),
].map((list) => list.map((resolutionA) => resolutionA ** -2));

/** `4.82`, `5`. @param inverse one over the resolution's square, 1/Å². */
function resolutionText(inverse: number): string {
  return inverse > 0 ? String(Number((1 / Math.sqrt(inverse)).toFixed(2))) : '';
}

function particlesText(log: number): string {
  return formatCount(Math.round(10 ** log));
}
