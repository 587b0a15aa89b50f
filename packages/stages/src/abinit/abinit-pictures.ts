import type { AbinitStep } from '@vitreous/algorithms';
import { drawLinePlot } from '@vitreous/pictures';

/** How certain particles were of their views, and the shares of the maps, step by step: SVG. */
export function drawAbinitSteps(steps: readonly AbinitStep[]): string {
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
