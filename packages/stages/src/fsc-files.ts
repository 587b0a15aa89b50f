import type { FinishedMaps } from '@vitreous/algorithms';
import { drawLinePlot } from '@vitreous/pictures';

/** How two halves agree. */
export type Judged = Pick<FinishedMaps, 'fsc' | 'resolutionA' | 'resolutionAtHalfA'> &
  Partial<Pick<FinishedMaps, 'guinier'>>;

/** Curves by name, with the resolutions they end at: `fsc.json`. */
export function fscToJson(maps: Judged, { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number }): string {
  const { fsc } = maps;
  const numbers = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toFixed(6)));
  return `${JSON.stringify({
    psize_A: pixelSizeA,
    box_size_pix: boxPx,
    resolution_A: maps.resolutionA,
    resolution_at_half_A: maps.resolutionAtHalfA,
    bfactor_A2: maps.guinier?.bFactorA2 ?? null,
    // Radius of each shell, in steps of one over the box.
    radwn: Array.from(fsc.unmasked.keys()),
    fsc_nomask: numbers(fsc.unmasked),
    fsc_sphericalmask: numbers(fsc.sphere),
    fsc_tightmask: numbers(fsc.masked),
    fsc_noisesub_raw: numbers(fsc.randomised),
    fsc_noisesub: numbers(fsc.corrected),
    noisesub_from: fsc.randomFrom,
    // The shells that the B-factor was fitted to: 1 / d² and the logarithm of the mean amplitude.
    guinier:
      maps.guinier == null
        ? null
        : { inverse_square_A: numbers(maps.guinier.inverseSquareA), log_amplitude: numbers(maps.guinier.logAmplitude) },
  })}\n`;
}

/** The corrected curve in the form that RELION writes and EMDB takes. */
export function fscToXml(maps: Judged, { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number }): string {
  const points = Array.from(maps.fsc.corrected, (value, shell) =>
    [
      '  <coordinate>',
      `    <x>${(shell / (boxPx * pixelSizeA)).toFixed(6)}</x>`,
      `    <y>${value.toFixed(6)}</y>`,
      '  </coordinate>',
    ].join('\n'),
  );
  const title = 'Gold-standard FSC, corrected for the mask';
  return `<fsc title="${title}" xaxis="Resolution (A-1)" yaxis="Correlation Coefficient">\n${points.join('\n')}\n</fsc>\n`;
}

/** All curves against resolution, SVG. */
export function drawFsc(maps: Judged, { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number }): string {
  const { fsc } = maps;
  const x = Float64Array.from(fsc.unmasked.keys(), (shell) => shell / (boxPx * pixelSizeA));
  return drawLinePlot({
    title:
      (fsc.corrected[fsc.corrected.length - 1] ?? 0) > 0.143
        ? `${maps.resolutionA.toFixed(2)} Å: the corrected curve stays above 0.143 as far as the pixels go`
        : `${maps.resolutionA.toFixed(2)} Å where the corrected curve falls below 0.143`,
    xLabel: 'Resolution (Å)',
    yLabel: 'Fourier shell correlation',
    series: [
      { name: 'no mask', x, y: fsc.unmasked },
      { name: 'sphere', x, y: fsc.sphere },
      { name: 'mask', x, y: fsc.masked, dashed: true },
      { name: 'corrected', x, y: fsc.corrected, accent: true },
      { name: '0.143', x: [0, x[x.length - 1] ?? 0], y: [0.143, 0.143], dashed: true },
    ],
    yRange: [-0.1, 1.05],
    xTickLabel: (value) => (value > 0 ? (1 / value).toFixed(1) : '∞'),
  });
}
