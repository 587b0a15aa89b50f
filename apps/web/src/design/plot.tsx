import { useEffect, useRef, type ReactNode } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useShownTheme } from './theme.js';

/** Numbers over numbers; null where there is none. The first column goes along x. */
export type PlotData = readonly (readonly (number | null)[])[];

/** The page's colours that plots are drawn in. */
export const plotColours = {
  accent: '--accent',
  text: '--text',
  faint: '--text-faint',
  line: '--line',
  strongLine: '--line-strong',
  waiting: '--state-waiting',
  queued: '--state-queued',
  warning: '--warning',
  danger: '--danger',
  good: '--good',
} as const;

export type PlotColours = Readonly<Record<keyof typeof plotColours, string>>;

/** What a kind of plot is drawn as, in the colours of the theme that is shown. */
export type PlotLook = (colours: PlotColours, axis: UPlot.Axis) => Omit<UPlot.Options, 'width' | 'height'>;

/** Times on an axis of 24 hours, with the day where it begins. For an axis of uPlot. */
export function timeTicks(_plot: UPlot, ticks: number[], _axis: number, _space: number, stepS: number): string[] {
  let day = '';
  return ticks.map((tick) => {
    const time = new Date(tick * 1000);
    const two = (value: number): string => String(value).padStart(2, '0');
    const date = `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
    const clock = `${two(time.getHours())}:${two(time.getMinutes())}${stepS < 60 ? `:${two(time.getSeconds())}` : ''}`;
    const first = date !== day;
    day = date;
    if (stepS >= 86_400) return date;
    return first ? `${clock}\n${date}` : clock;
  });
}

interface Props {
  /** What is to be seen, for those who cannot. */
  readonly label: string;
  readonly data: PlotData;
  readonly height: number;
  /** The same function as long as the plot is of the same kind. */
  readonly look: PlotLook;
  /** Called with each plot that is made, and with null when it goes. */
  readonly onPlot?: (plot: UPlot | null) => void;
  readonly children?: ReactNode;
}

/** A plot that follows the width of its place and the colours of the page. */
export function Plot({ label, data, height, look, onPlot, children }: Props): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const latest = useRef(data);
  const theme = useShownTheme();
  // Before the plot is made, so that it is made of these.
  useEffect(() => {
    latest.current = data;
    plot.current?.setData(toAligned(data));
  }, [data]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const colours = readColours();
    const axis: UPlot.Axis = {
      stroke: colours.faint,
      grid: { stroke: colours.line, width: 1 },
      ticks: { stroke: colours.line, width: 1, size: 4 },
      font: '11px system-ui, sans-serif',
      labelFont: '11px system-ui, sans-serif',
      labelSize: 16,
      labelGap: 2,
      gap: 3,
    };
    const made = new UPlot(
      {
        legend: { show: false },
        cursor: { points: { show: false } },
        ...look(colours, axis),
        width: element.clientWidth,
        height,
      },
      toAligned(latest.current),
      element,
    );
    plot.current = made;
    onPlot?.(made);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      onPlot?.(null);
      plot.current = null;
      made.destroy();
    };
  }, [look, height, theme, onPlot]);
  return (
    <div className="plot-frame" style={{ minHeight: height }}>
      <div ref={frame} role="img" aria-label={label} />
      {children}
    </div>
  );
}

function toAligned(data: PlotData): UPlot.AlignedData {
  return data.map((column) => [...column]) as unknown as UPlot.AlignedData;
}

function readColours(): PlotColours {
  const style = getComputedStyle(document.documentElement);
  const read = Object.entries(plotColours).map(([name, token]) => [name, style.getPropertyValue(token).trim()]);
  return Object.fromEntries(read) as PlotColours;
}
