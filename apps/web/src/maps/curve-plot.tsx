import { useMemo, type ReactNode } from 'react';
import type UPlot from 'uplot';
import { Plot, plotColours, type PlotColours, type PlotData, type PlotLook } from '../design/plot.js';
import './maps.css';

export interface Curve {
  readonly name: string;
  /** One for each x; null where there is none. */
  readonly values: readonly (number | null)[];
  /** The one that counts. */
  readonly main?: boolean;
  readonly dashed?: boolean;
  /** Dots instead of a line. */
  readonly dots?: boolean;
}

/** Lists of places; a list is for axes on which those before it have fewer than three. Of each list, the first ones go first. */
export type Ticks = readonly (readonly number[])[];

interface Props {
  readonly title: string;
  /** What the plot says, for those who do not see it. */
  readonly says: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Rising. */
  readonly x: readonly number[];
  readonly curves: readonly Curve[];
  readonly yRange?: readonly [number, number];
  /** How a place along x is written. */
  readonly xText: (value: number) => string;
  readonly yText?: (value: number) => string;
  readonly height?: number;
  /** Places to be written at the axes, where they are not to be found. */
  readonly xTicks?: Ticks;
  readonly yTicks?: Ticks;
  /** A sentence below. */
  readonly foot?: string;
}

/** Curves over one x, with what each of them is. */
export function CurvePlot(props: Props): ReactNode {
  const { title, says, xTitle, yTitle, x, curves, yRange, xText, yText, height = 260, foot, xTicks, yTicks } = props;
  const data = useMemo((): PlotData => [x, ...curves.map(({ values }) => values)], [x, curves]);
  const look = useMemo((): PlotLook => {
    const along = axisOptions(xTitle, xText, xTicks);
    const up = axisOptions(yTitle, yText, yTicks);
    return (colours, axis) => ({
      cursor: { points: { size: 6 } },
      scales: { x: { time: false }, ...(yRange === undefined ? {} : { y: { range: [...yRange] } }) },
      axes: [
        { ...axis, ...along, size: 32 },
        { ...axis, ...up, size: 44 },
      ],
      series: [{}, ...curves.map((curve, i) => seriesOf(curve, colours[toneOf(curve, i)]))],
    });
  }, [curves, xTitle, yTitle, xText, yText, yRange, xTicks, yTicks]);
  return (
    <figure className="curve-plot boxed">
      <figcaption>
        <h3>{title}</h3>
        {curves.length > 1 && (
          <ul>
            {curves.map((curve, i) => (
              <li
                key={curve.name}
                className={curve.dots === true ? 'dots' : curve.dashed === true ? 'dashed' : ''}
                style={{ '--tone': `var(${plotColours[toneOf(curve, i)]})` } as Record<string, string>}
              >
                {curve.name}
              </li>
            ))}
          </ul>
        )}
      </figcaption>
      <Plot label={says} data={data} height={height} look={look} />
      {foot !== undefined && <p className="faint plot-foot">{foot}</p>}
    </figure>
  );
}

function axisOptions(
  label: string,
  text: ((value: number) => string) | undefined,
  ticks: Ticks | undefined,
): UPlot.Axis {
  return {
    label,
    ...(ticks === undefined ? {} : { splits: (_plot, _axis, least, most) => chooseTicks(ticks, least, most) }),
    ...(text === undefined ? {} : { values: (_plot, places) => places.map(text) }),
  };
}

/** Those within, as far as words have room beside each other. */
function chooseTicks(ticks: Ticks, least: number, most: number): number[] {
  const chosen: number[] = [];
  for (const list of ticks) {
    if (chosen.length >= 3) break;
    for (const at of list) {
      const hasRoom = chosen.every((other) => Math.abs(other - at) > (most - least) / 11);
      if (at >= least && at <= most && hasRoom) chosen.push(at);
    }
  }
  return chosen.sort((a, b) => a - b);
}

const quiet = ['strongLine', 'faint', 'waiting', 'queued'] as const;

function toneOf({ main }: Curve, i: number): keyof PlotColours {
  return main === true ? 'accent' : (quiet[i % quiet.length] ?? 'faint');
}

function seriesOf({ name, main, dashed, dots }: Curve, stroke: string): UPlot.Series {
  if (dots === true) {
    return { label: name, paths: () => null, points: { show: true, size: 6, fill: stroke, stroke, width: 0 } };
  }
  return {
    label: name,
    stroke,
    width: main === true ? 2 : 1.25,
    points: { show: false },
    ...(dashed === true ? { dash: [5, 4] } : {}),
  };
}
