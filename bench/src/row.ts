import { formatTable } from './format-table.js';
import { median, type Cost } from './measure.js';

/** One line of docs/benchmarks.md. */
export interface Row {
  readonly step: string;
  readonly work: string;
  /** Quality of ours, with unit. */
  readonly quality: string;
  readonly theirQuality: string;
  readonly cpuS: number;
  readonly theirCpuS: number | null;
  readonly wallS: number;
  readonly theirWallS: number | null;
  readonly peakMemoryMb: number;
  readonly theirPeakMemoryMb: number | null;
  /** The bar that the figure is held against. */
  readonly bar: string;
}

/** The cost part of a row: medians of all rounds. */
export function costsOf(
  ours: readonly Cost[],
  theirs: readonly Cost[],
): Pick<Row, 'cpuS' | 'theirCpuS' | 'wallS' | 'theirWallS' | 'peakMemoryMb' | 'theirPeakMemoryMb'> {
  const of = (costs: readonly Cost[], name: 'cpuS' | 'wallS' | 'peakMemoryMb'): number =>
    median(costs.map((cost) => cost[name]));
  const other = (name: 'cpuS' | 'wallS' | 'peakMemoryMb'): number | null =>
    theirs.length === 0 ? null : of(theirs, name);
  return {
    cpuS: of(ours, 'cpuS'),
    theirCpuS: other('cpuS'),
    wallS: of(ours, 'wallS'),
    theirWallS: other('wallS'),
    peakMemoryMb: of(ours, 'peakMemoryMb'),
    theirPeakMemoryMb: other('peakMemoryMb'),
  };
}

/** The rows as a Markdown table. */
export function formatRows(rows: readonly Row[]): string {
  const seconds = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
  const ratio = (ours: number, theirs: number | null): string => (theirs === null ? '–' : (theirs / ours).toFixed(1));
  const megabytes = (value: number | null): string => (value === null ? '–' : Math.round(value).toString());
  const lines = rows.map((row) => [
    row.step,
    row.work,
    row.quality,
    row.theirQuality,
    `${seconds(row.cpuS)} / ${seconds(row.theirCpuS)}`,
    ratio(row.cpuS, row.theirCpuS),
    `${seconds(row.wallS)} / ${seconds(row.theirWallS)}`,
    `${megabytes(row.peakMemoryMb)} / ${megabytes(row.theirPeakMemoryMb)}`,
    row.bar,
  ]);
  const heads = [
    'step',
    'work',
    'quality',
    "RELION's",
    'CPU s, ours / RELION',
    'times less',
    'wall s',
    'peak MB',
    'bar',
  ];
  return formatTable(heads, lines);
}
