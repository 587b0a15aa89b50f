import { livePreprocessingParams } from '@vitreous/schema';
import { measureCtf, runCtf, type CtfFiles, type CtfMeasurement, type CtfParams } from '@vitreous/stages';
import type { Command } from 'commander';
import {
  createCommand,
  createStageContext,
  parseNumber,
  parsePixelSize,
  parsePositive,
  parsePositiveInteger,
  runCommand,
} from '../command.js';

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly psize?: number;
  readonly kv: number;
  readonly cs: number;
  readonly ampContrast: number;
  readonly out?: string;
  readonly resMin: number;
  readonly resMax: number;
  readonly dfMin: number;
  readonly dfMax: number;
  readonly phasePlate: boolean;
  readonly phaseShiftSearch: boolean;
  readonly phaseShiftRefineOnly: boolean;
  readonly phaseShiftMin: number;
  readonly phaseShiftMax: number;
  readonly knotsX?: number;
  readonly knotsY?: number;
  readonly classic: boolean;
}

/** `vitreous ctf`: defocus, astigmatism and defocus surface of one micrograph. */
export function createCtf(): Command {
  const usual = livePreprocessingParams.parse({});
  return createCommand('ctf', 'Find the CTF of a micrograph and how defocus changes over it.')
    .argument('<micrograph>', 'MRC or TIFF with one image')
    .option('--psize <Å>', 'pixel size of the micrograph (default: as its header says)', parsePixelSize)
    .requiredOption('--kv <kV>', 'accelerating voltage', parsePositive)
    .requiredOption('--cs <mm>', 'spherical aberration', parseNumber)
    .option('--amp-contrast <fraction>', 'amplitude contrast', parseNumber, usual.amp_contrast)
    .option('--out <dir>', 'write pictures and the defocus surface into this folder')
    .option('--res-min <Å>', 'coarsest resolution fitted', parsePositive, usual.ctf_res_min_align)
    .option('--res-max <Å>', 'finest resolution fitted', parsePositive, usual.ctf_res_max_align)
    .option('--df-min <Å>', 'least defocus searched', parsePositive, usual.df_search_min)
    .option('--df-max <Å>', 'greatest defocus searched', parsePositive, usual.df_search_max)
    .option('--phase-plate', 'collected with a phase plate: search its phase shift', false)
    .option('--phase-shift-search', 'search and refine a phase shift', false)
    .option('--phase-shift-refine-only', 'refine a phase shift without a search', false)
    .option('--phase-shift-min <rad>', 'least phase shift', parseNumber, usual.phase_shift_min)
    .option('--phase-shift-max <rad>', 'greatest phase shift', parseNumber, usual.phase_shift_max)
    .option('--knots-x <n>', 'knots of the defocus surface over x (default: by size)', parsePositiveInteger)
    .option('--knots-y <n>', 'knots of the defocus surface over y (default: by size)', parsePositiveInteger)
    .option('--classic', 'one flat defocus instead of a surface', false)
    .action((micrograph: string, options: Options) =>
      runCommand(options, async (run) => {
        const started = performance.now();
        const work = {
          threads: run.threads,
          signal: run.signal,
          progress: (fraction: number, what: string) => {
            run.progress.show(fraction, what);
          },
        };
        const input = { path: micrograph, pixelSizeA: options.psize ?? null };
        const params = paramsOf(options);
        const measured: CtfMeasurement & { readonly files?: CtfFiles } =
          options.out === undefined
            ? await measureCtf(input, params, work)
            : await runCtf(input, params, await createStageContext(run, options.out));
        run.progress.clear();
        for (const warning of measured.warnings) process.stderr.write(`${warning}\n`);
        const seconds = (performance.now() - started) / 1000;
        run.print({ ...measured.result, seconds, ...measured.files }, describe(measured));
      }),
    );
}

function paramsOf(options: Options): CtfParams {
  return {
    accel_kv: options.kv,
    cs_mm: options.cs,
    amp_contrast: options.ampContrast,
    phase_plate: options.phasePlate,
    ctf_res_min_align: options.resMin,
    ctf_res_max_align: options.resMax,
    df_search_min: options.dfMin,
    df_search_max: options.dfMax,
    do_phase_shift_search_refine: options.phaseShiftSearch,
    phase_shift_min: options.phaseShiftMin,
    phase_shift_max: options.phaseShiftMax,
    do_phase_shift_refine_only: options.phaseShiftRefineOnly,
    ctf_override_K_X: options.knotsX ?? null,
    ctf_override_K_Y: options.knotsY ?? null,
    classic_mode: options.classic,
  };
}

function describe({ result, attributes }: CtfMeasurement): string {
  const number = (value: number | null, decimals: number): string => (value === null ? '-' : value.toFixed(decimals));
  return [
    `defocus            ${number(result.df1_A, 0)} / ${number(result.df2_A, 0)} Å`,
    `astigmatism        ${number(attributes.astigmatism, 0)} Å at ${number(attributes.astigmatism_angle, 1)}°`,
    `phase shift        ${number(attributes.phase_shift, 1)}°`,
    `fit to             ${number(result.ctf_fit_to_A, 2)} Å, correlation ${number(result.cross_corr, 3)}`,
    `relative ice       ${number(result.ice_thickness_rel, 3)}`,
    `defocus range      ${number(result.df_range[0], 0)} to ${number(result.df_range[1], 0)} Å`,
    `tilt               ${number(result.df_tilt_angle, 1)}°`,
  ].join('\n');
}
