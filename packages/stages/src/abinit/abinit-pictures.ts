import type { AbinitStep } from '@vitreous/algorithms';
import { drawLinePlot } from '@vitreous/pictures';

/** How certain particles were of their views, and the shares of the maps, step by step of the start that went on: SVG. */
export function drawAbinitSteps(all: readonly AbinitStep[]): string {
  const steps = all.filter(({ start }) => start === null);
  const x = steps.map(({ step }) => step);
  const classes = steps[0]?.shares.length ?? 0;
  const shares = Array.from({ length: classes > 1 ? classes : 0 }, (_, k) => ({
    name: `share of map ${k}`,
    x,
    y: steps.map((step) => step.shares[k] ?? 0),
  }));
  return drawLinePlot({
    xLabel: 'Step on a mini-batch',
    yLabel: 'Share',
    yRange: [0, 1.02],
    series: [
      { name: 'mean probability of the best view', x, y: steps.map(({ certainty }) => certainty), accent: true },
      ...shares,
    ],
  });
}

/** How likely the maps of each start became, and those of the one that went on, step by step: SVG. */
export function drawAbinitStarts(steps: readonly AbinitStep[]): string {
  const seriesOf = (own: number | null): { x: number[]; y: number[] } => {
    const taken = steps.filter(({ start }) => start === own);
    return { x: taken.map(({ step }) => step), y: taken.map(({ score }) => score) };
  };
  const starts = [...new Set(steps.flatMap(({ start }) => (start === null ? [] : [start])))];
  return drawLinePlot({
    xLabel: 'Step on a mini-batch',
    yLabel: 'Mean logarithm of the likelihood',
    series: [
      ...starts.map((start) => ({ name: `start ${start + 1}`, ...seriesOf(start) })),
      { name: starts.length > 1 ? 'the one that went on' : 'maps', ...seriesOf(null), accent: true },
    ],
  });
}
