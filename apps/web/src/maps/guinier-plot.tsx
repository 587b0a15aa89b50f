import { useMemo, type ReactNode } from 'react';
import { CurvePlot } from './curve-plot.js';
import type { FscFile } from './map-files.js';

/** The fall-off of a map's amplitudes, with the line whose slope is the B-factor that sharpening undoes. */
export function GuinierPlot({ fsc: { guinier, bfactor_A2: b } }: { fsc: FscFile }): ReactNode {
  const { x, curves } = useMemo(() => {
    const { inverse_square_A: along = [], log_amplitude: seen = [] } = guinier ?? {};
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [x0, y0] = [mean(along), mean(seen)];
    const line = along.map((value) => y0 - ((b ?? 0) / 4) * (value - x0));
    return {
      x: along,
      curves: [
        { name: 'Map', values: seen, main: true },
        { name: 'Line', values: line, dashed: true },
      ],
    };
  }, [guinier, b]);
  if (x.length === 0 || b === null) return null;
  return (
    <CurvePlot
      title={`Fall-off of amplitudes: B-factor ${b.toFixed(0)} Å²`}
      says={`Guinier plot: the amplitudes of the map fall off with a B-factor of ${b.toFixed(0)} Å²`}
      xTitle="Resolution (Å)"
      yTitle="ln amplitude"
      x={x}
      curves={curves}
      xText={resolutionText}
    />
  );
}

/** @param inverse one over the resolution's square, 1/Å². */
function resolutionText(inverse: number): string {
  return inverse > 0 ? (1 / Math.sqrt(inverse)).toFixed(1) : '';
}
