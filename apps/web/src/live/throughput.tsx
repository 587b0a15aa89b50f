import type { Session } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import type UPlot from 'uplot';
import { Plot, timeTicks, type PlotData, type PlotLook } from '../design/plot.js';
import type { SeenExposure } from './seen-exposure.js';
import { countOverTime } from './throughput-counts.js';

/** How many exposures were found and got ready, in equal pieces of time. */
export function Throughput({
  session,
  exposures,
}: {
  session: Session;
  exposures: readonly SeenExposure[];
}): ReactNode {
  const counts = useMemo(() => countOverTime(exposures), [exposures]);
  const data = useMemo((): PlotData => [counts.times, counts.found, counts.ready], [counts]);
  const { stepS, times } = counts;
  const look = useMemo((): PlotLook => {
    return ({ accent, faint }, axis) => ({
      scales: {
        x: { time: true, range: () => [(times[0] ?? 0) - stepS / 2, (times.at(-1) ?? 1) + stepS / 2] },
        y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
      },
      axes: [
        { ...axis, size: 32, space: 60, values: timeTicks },
        { ...axis, size: 38, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
      ],
      series: [
        {},
        { stroke: faint, width: 1.5, points: { show: false }, paths: steps },
        { stroke: accent, fill: accent, width: 0, points: { show: false }, paths: bars },
      ],
    });
  }, [stepS, times]);
  return (
    <section className="sheet" aria-label="Throughput">
      <div className="panel-head">
        <h3>Exposures in each {wordsOf(stepS)}</h3>
        <p className="legend">
          <span className="key accent">Ready</span>
          <span className="key killed">Found</span>
        </p>
      </div>
      <Plot
        label={`${session.stats.total_exposures} exposures found and ${session.stats.total_ready} ready over time`}
        data={data}
        height={168}
        look={look}
      />
    </section>
  );
}

/** `10 s`, `5 min`, `2 h`, `7 d`. */
function wordsOf(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${seconds / 60} min`;
  return seconds < 86_400 ? `${seconds / 3600} h` : `${seconds / 86_400} d`;
}

/** Bars about their times, which lie at equal distances. */
const bars: UPlot.Series.PathBuilder = (plot, series) => {
  const [times, counts] = [plot.data[0], plot.data[series] ?? []];
  const path = new Path2D();
  const width =
    times.length > 1 ? plot.valToPos(times[1] ?? 0, 'x', true) - plot.valToPos(times[0] ?? 0, 'x', true) : 40;
  times.forEach((time, index) => {
    const top = plot.valToPos(counts[index] ?? 0, 'y', true);
    const bottom = plot.valToPos(0, 'y', true);
    path.rect(plot.valToPos(time, 'x', true) - width * 0.4, top, width * 0.8, bottom - top);
  });
  return { fill: path };
};

const steps: UPlot.Series.PathBuilder = (plot, series) => {
  const [times, counts] = [plot.data[0], plot.data[series] ?? []];
  const path = new Path2D();
  const half =
    times.length > 1 ? (plot.valToPos(times[1] ?? 0, 'x', true) - plot.valToPos(times[0] ?? 0, 'x', true)) / 2 : 20;
  times.forEach((time, index) => {
    const [x, y] = [plot.valToPos(time, 'x', true), plot.valToPos(counts[index] ?? 0, 'y', true)];
    if (index === 0) path.moveTo(x - half, y);
    else path.lineTo(x - half, y);
    path.lineTo(x + half, y);
  });
  return { stroke: path };
};
