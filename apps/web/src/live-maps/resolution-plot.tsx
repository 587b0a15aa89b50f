import { useMemo, type ReactNode } from 'react';
import { formatCount } from '../design/format.js';
import { CurvePlot } from '../maps/curve-plot.js';
import type { RefinementProgress } from './refinement-progress.js';

/** Resolution against particles, as Rosenthal and Henderson plot it: the line's slope is the B-factor. */
export function ResolutionPlot({ progress: { history, fit } }: { progress: RefinementProgress }): ReactNode {
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
    />
  );
}

function particlesText(log: number): string {
  return formatCount(Math.round(10 ** log));
}

/** @param inverse one over the resolution's square, 1/Å². */
function resolutionText(inverse: number): string {
  return inverse > 0 ? (1 / Math.sqrt(inverse)).toFixed(1) : '';
}
