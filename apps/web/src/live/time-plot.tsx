import { useEffect, useRef, type ReactNode } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useShownTheme } from '../shell/theme.js';

/** At least some minutes, so that exposures found at once do not stand on years. In seconds since 1970. */
function spread(from: number, to: number): [number, number] {
  const lack = Math.max(0, leastSpanS - (to - from)) / 2;
  return [from - lack, to + lack];
}
const leastSpanS = 300;

interface Props {
  readonly title: string;
  /** Seconds since 1970, rising. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

const height = 168;

/** A number of each exposure over the time at which it was found. */
export function TimePlot({ title, times, values }: Props): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const theme = useShownTheme();
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name);
    const axis: UPlot.Axis = {
      stroke: colour('--text-faint'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1 },
      font: `11px ${colour('--font')}`,
    };
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { points: { size: 7 } },
        scales: { x: { time: true, range: (_plot, from, to) => spread(from, to) } },
        axes: [axis, { ...axis, size: 58 }],
        series: [
          {},
          {
            label: title,
            paths: () => null,
            points: { show: true, size: 4, fill: colour('--accent'), stroke: colour('--accent'), width: 0 },
          },
        ],
      },
      [[...times], [...values]],
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [title, times, values, theme]);
  const last = values.at(-1);
  return (
    <figure className="plot boxed">
      <h3>{title}</h3>
      <div
        ref={frame}
        role="img"
        aria-label={`${title} of ${values.length} exposures over time${last === undefined ? '' : `, last ${last.toPrecision(4)}`}`}
      />
    </figure>
  );
}
