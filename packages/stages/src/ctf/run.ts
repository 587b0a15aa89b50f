import { basename, extname, join } from 'node:path';
import { evaluateMeanDefocus, type CtfFit } from '@vitreous/algorithms';
import { writeAtomically, writeTogether } from '@vitreous/formats';
import { drawLinePlot, encodeGreyPng } from '@vitreous/pictures';
import type { StageContext } from '../context.js';
import type { CtfParams } from './definition.js';
import { measureCtf, type CtfInput, type CtfMeasurement } from './measure-ctf.js';

/** Files that the stage wrote. */
export interface CtfFiles {
  /** Half data, half fit (PNG). */
  readonly diag_image_path: string;
  /** Curves averaged along the rings (SVG). */
  readonly fit_plot_path: string;
  /** Result, defocus surface and the numbers of the curves (JSON); `readCtfFile` reads it. */
  readonly path: string;
}

export interface CtfOutput extends CtfMeasurement {
  readonly files: CtfFiles;
}

/** Fits the CTF of a micrograph and writes the pictures and the surface into `context.outDir`. */
export async function runCtf(input: CtfInput, params: CtfParams, context: StageContext): Promise<CtfOutput> {
  const measurement = await measureCtf(input, params, context);
  context.progress(0.9, 'writing');
  const stem = join(context.outDir, basename(input.path, extname(input.path)));
  const files = { diag_image_path: `${stem}_ctf.png`, fit_plot_path: `${stem}_ctf.svg`, path: `${stem}_ctf.json` };
  const { diagnostic, curves } = measurement.fit;
  const picture = await encodeGreyPng(diagnostic, { contrast: { black: -0.2, white: 1.2 } });
  const record = {
    micrograph_path: input.path,
    psize_A: measurement.pixelSizeA,
    accel_kv: params.accel_kv,
    cs_mm: params.cs_mm,
    amp_contrast: params.amp_contrast,
    ...measurement.result,
    surface: surfaceRecord(measurement.fit),
    surface_map: sampleSurface(measurement.fit),
    fit_data: {
      frequency_per_A: Array.from(curves.frequencies),
      data: Array.from(curves.data),
      fit: Array.from(curves.fit),
      correlation: Array.from(curves.correlation),
    },
  };
  await writeTogether(async () => {
    await write(files.diag_image_path, picture);
    await write(files.fit_plot_path, drawCurves(measurement.fit));
    await write(files.path, `${JSON.stringify(record)}\n`);
  });
  context.progress(1, 'done');
  return { ...measurement, files };
}

const write = (path: string, content: string | Buffer): Promise<void> =>
  writeAtomically(path, (file) => file.writeFile(content));

/** A uniform B-spline of the mean defocus over the fractions of width and height (docs/science/ctf.md). */
function surfaceRecord({ surface }: CtfFit): object {
  return { K_X: surface.knotsX, K_Y: surface.knotsY, coefficients_A: surface.coefficientsA };
}

const mapSide = 24;

/** The same surface for whoever draws it: mean defocus, Å, in the middles of cells, row 0 of the micrograph first. */
function sampleSurface({ surface }: CtfFit): object {
  const at = (cell: number): number => (cell + 0.5) / mapSide;
  const defocus_A = Array.from({ length: mapSide ** 2 }, (_, i) =>
    Number(evaluateMeanDefocus(surface, at(i % mapSide), at(Math.floor(i / mapSide))).toFixed(1)),
  );
  return { columns: mapSide, rows: mapSide, defocus_A };
}

function drawCurves({ curves, fitToA }: CtfFit): string {
  const { frequencies, data, fit, correlation } = curves;
  return drawLinePlot({
    xLabel: 'Resolution (Å)',
    yLabel: 'Power, background removed',
    xTickLabel: (frequency) => (frequency > 0 ? (1 / frequency).toFixed(1) : ''),
    yRange: [-0.5, 1.5],
    series: [
      { name: 'data', x: frequencies, y: data },
      { name: 'fit', x: frequencies, y: fit, accent: true },
      { name: 'correlation', x: frequencies, y: correlation, dashed: true },
    ],
    marks: fitToA === null ? [] : [{ x: 1 / fitToA, label: `fit to ${fitToA.toFixed(1)} Å` }],
  });
}
