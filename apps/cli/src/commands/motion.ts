import { runMotion } from '@vitreous/stages';
import { livePreprocessingParams } from '@vitreous/schema';
import { Option, type Command } from 'commander';
import { createCommand, createStageContext, parseInteger, parseNumber, runCommand, type Run } from '../command.js';

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly out: string;
  readonly psize: number;
  readonly dose: number;
  readonly kv: number;
  readonly gain?: string;
  readonly defects?: string;
  readonly gainFlipX: boolean;
  readonly gainFlipY: boolean;
  readonly gainRotate: number;
  readonly fcrop: number;
  readonly f16: boolean;
  readonly eerUpsampling: number;
  readonly eerFractions: number;
  readonly frameStart: number;
  readonly frameEnd?: number;
  readonly variableDose: boolean;
  readonly resMaxAlign: number;
  readonly bfactor: number;
  readonly smoothLambda?: number;
  readonly knotsX?: number;
  readonly knotsY?: number;
  readonly knotsTime?: number;
}

const usual = livePreprocessingParams.parse({});

export function createMotion(): Command {
  const number = (flags: string, what: string): Option => new Option(flags, what).argParser(parseNumber);
  const integer = (flags: string, what: string): Option => new Option(flags, what).argParser(parseInteger);
  return createCommand('motion', 'Correct the motion of MOVIE: micrographs, background, trajectories.')
    .argument('<movie>', 'TIFF, MRC or EER; of one frame, only gain and defects are corrected')
    .requiredOption('--out <dir>', 'folder to write into; made where it is missing')
    .addOption(
      number(
        '--psize <A>',
        'pixel size of the movie in A; of EER, of the sensor, before upsampling',
      ).makeOptionMandatory(),
    )
    .addOption(number('--dose <e/A2>', 'exposure of the WHOLE movie, all its frames together').makeOptionMandatory())
    .addOption(number('--kv <kV>', 'accelerating voltage').default(300))
    .option('--gain <file>', 'gain reference, multiplied; 0 marks a dead pixel')
    .option('--defects <file>', 'defect list: lines of x y width height, or the form SerialEM writes')
    .option('--gain-flip-x', 'flip the gain left to right', false)
    .option('--gain-flip-y', 'flip the gain top to bottom', false)
    .addOption(integer('--gain-rotate <n>', 'then turn it n times 90 degrees counter-clockwise').default(0))
    .addOption(number('--fcrop <factor>', 'Fourier crop of the micrograph: 1, 0.75, 0.5 or 0.25').default(1))
    .option('--f16', 'write micrographs as 16-bit floats', false)
    .addOption(
      integer('--eer-upsampling <n>', 'pixels to a sensor pixel of EER: 1, 2 or 4').default(usual.eer_upsampfactor),
    )
    .addOption(integer('--eer-fractions <n>', 'frames made of EER').default(usual.eer_numfractions))
    .addOption(integer('--frame-start <n>', 'first frame used, from 0').default(0))
    .addOption(integer('--frame-end <n>', 'first frame no longer used'))
    .option('--variable-dose', 'measure how the exposure is shared between frames', false)
    .addOption(number('--res-max-align <A>', 'finest detail frames are aligned by').default(usual.motion_res_max_align))
    .addOption(number('--bfactor <A2>', 'B-factor applied before aligning').default(usual.bfactor))
    .addOption(number('--smooth-lambda <n>', 'smoothness of trajectories: 0.5 as the data ask, more is smoother'))
    .addOption(integer('--knots-x <n>', 'spline knots over x; 1: no local motion along it'))
    .addOption(integer('--knots-y <n>', 'spline knots over y'))
    .addOption(integer('--knots-time <n>', 'spline knots over time'))
    .action((movie: string, options: Options) => runCommand(options, (run) => correct(movie, options, run)));
}

async function correct(moviePath: string, options: Options, run: Run): Promise<void> {
  const started = performance.now();
  const params = {
    ...usual,
    psize_A: options.psize,
    total_dose_e_per_A2: options.dose,
    accel_kv: options.kv,
    gainref_flip_x: options.gainFlipX,
    gainref_flip_y: options.gainFlipY,
    gainref_rotate_num: options.gainRotate,
    output_fcrop_factor: options.fcrop,
    output_f16: options.f16,
    eer_upsampfactor: options.eerUpsampling,
    eer_numfractions: options.eerFractions,
    frame_start: options.frameStart,
    frame_end: options.frameEnd ?? null,
    variable_dose: options.variableDose,
    motion_res_max_align: options.resMaxAlign,
    bfactor: options.bfactor,
    smooth_lambda_cal: options.smoothLambda ?? usual.smooth_lambda_cal,
    motion_override_K_X: options.knotsX ?? null,
    motion_override_K_Y: options.knotsY ?? null,
    motion_override_K_Z: options.knotsTime ?? null,
  };
  const files = {
    moviePath,
    ...(options.gain === undefined ? {} : { gainPath: options.gain }),
    ...(options.defects === undefined ? {} : { defectsPath: options.defects }),
  };
  const context = await createStageContext(run, options.out);
  // The field stays here: it is for pictures.
  const { field, ...result } = await runMotion(files, params, context);
  const seconds = (performance.now() - started) / 1000;
  if (result.warning !== null) process.stderr.write(`${result.warning}\n`);
  run.print(
    { ...result, seconds, peak_rss_bytes: process.resourceUsage().maxRSS * 1024 },
    `${result.micrograph}: ${field.frames} frames, ${result.total_motion_dist.toFixed(2)} px of drift, ` +
      `${result.bad_pixels} pixels mended, ${seconds.toFixed(1)} s`,
  );
}
