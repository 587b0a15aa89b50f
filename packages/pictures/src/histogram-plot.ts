import { drawLinePlot } from './line-plot.js';

export interface HistogramPlot {
  readonly title: string;
  /** With its unit. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** What is counted. */
  readonly name: string;
  readonly values: Float32Array;
  /** Part of the values, from the least, that is shown; usually all. */
  readonly share?: number;
}

const bins = 40;

/** What part of values lies in each of some bins, as steps, with the median marked: SVG. */
export function drawHistogram({ title, xLabel, yLabel, name, values, share = 1 }: HistogramPlot): string {
  const sorted = values.slice().sort();
  const [from, to] = [sorted[0] ?? 0, sorted[Math.ceil(share * sorted.length) - 1] ?? 1];
  const width = Math.max(1e-6, to - from) / bins;
  const counts = new Float64Array(bins);
  for (const value of sorted) {
    if (value > to) break;
    const bin = Math.min(bins - 1, Math.floor((value - from) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  // A step for each bin: its value from its left end to its right one.
  const x = Array.from({ length: 2 * bins }, (_, i) => from + Math.ceil(i / 2) * width);
  const y = Array.from({ length: 2 * bins }, (_, i) => (counts[i >> 1] ?? 0) / sorted.length);
  return drawLinePlot({
    title,
    xLabel,
    yLabel,
    series: [{ name, x: [from, ...x, to], y: [0, ...y, 0] }],
    marks: [{ x: sorted[sorted.length >> 1] ?? NaN, label: 'median' }],
  });
}
