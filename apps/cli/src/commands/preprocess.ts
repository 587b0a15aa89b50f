import { basename, extname, join, resolve } from 'node:path';
import { UserError } from '@vitreous/errors';
import { livePreprocessingParams, type LivePreprocessingParams } from '@vitreous/schema';
import { Option, type Command } from 'commander';
import {
  createCommand,
  createStageContext,
  parseInteger,
  parseNumber,
  parsePixelSize,
  parsePositiveInteger,
  runCommand,
  type Run,
} from '../command.js';
import { writeText } from '../output-files.js';
import { identifyFile, listSteps, type ExposureFiles } from '@vitreous/stages';
import type { ExposureRecord } from '../preprocess/exposure-record.js';
import { writeExposureTables } from '../preprocess/exposure-tables.js';
import { parseParameters } from '../preprocess/parameters.js';
import { writeReportHtml, type Picture } from '../preprocess/report.js';
import { runSteps } from '../preprocess/run-steps.js';
import { summariseExposures } from '../preprocess/summary.js';
import { formatTable } from '../text-table.js';

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly out: string;
  readonly psize: number;
  readonly dose: number;
  readonly kv: number;
  readonly cs: number;
  readonly ampContrast: number;
  readonly gain?: string;
  readonly defects?: string;
  readonly gainFlipX: boolean;
  readonly gainFlipY: boolean;
  readonly gainRotate: number;
  readonly fcrop: number;
  readonly f16: boolean;
  readonly eerUpsampling: number;
  readonly eerFractions: number;
  readonly diameterMin?: number;
  readonly diameterMax?: number;
  readonly templates?: string;
  readonly templatePsize?: number;
  readonly diameter?: number;
  readonly box?: number;
  readonly bin?: number;
  readonly particlesF16: boolean;
  readonly param: readonly string[];
}

const usual = livePreprocessingParams.parse({});

export function createPreprocess(): Command {
  const number = (flags: string, what: string): Option => new Option(flags, what).argParser(parseNumber);
  const pixels = (flags: string, what: string): Option => new Option(flags, what).argParser(parsePositiveInteger);
  return createCommand(
    'preprocess',
    'Movies to particles: motion, CTF, picks, extraction, and one report. Run again, only what is due is done.',
  )
    .argument('<files...>', 'movies, or micrographs of one frame')
    .requiredOption('--out <dir>', 'folder to write into; made where it is missing')
    .addOption(number('--psize <A>', 'pixel size of the movies in A').makeOptionMandatory())
    .addOption(number('--dose <e/A2>', 'exposure of a WHOLE movie; not needed for micrographs').default(0))
    .addOption(number('--kv <kV>', 'accelerating voltage').default(300))
    .addOption(number('--cs <mm>', 'spherical aberration').default(2.7))
    .addOption(number('--amp-contrast <fraction>', 'amplitude contrast').default(usual.amp_contrast))
    .option('--gain <file>', 'gain reference, multiplied; 0 marks a dead pixel')
    .option('--defects <file>', 'defect list: lines of x y width height, or the form SerialEM writes')
    .option('--gain-flip-x', 'flip the gain left to right', false)
    .option('--gain-flip-y', 'flip the gain top to bottom', false)
    .addOption(
      new Option('--gain-rotate <n>', 'then turn it n times 90 degrees counter-clockwise')
        .argParser(parseInteger)
        .default(0),
    )
    .addOption(number('--fcrop <factor>', 'Fourier crop of the micrographs: 1, 0.75, 0.5 or 0.25').default(1))
    .option('--f16', 'write micrographs as 16-bit floats', false)
    .addOption(
      pixels('--eer-upsampling <n>', 'pixels to a sensor pixel of EER: 1, 2 or 4').default(usual.eer_upsampfactor),
    )
    .addOption(
      new Option('--eer-fractions <n>', 'frames made of EER')
        .argParser(parsePositiveInteger)
        .default(usual.eer_numfractions),
    )
    .addOption(number('--diameter-min <A>', 'pick blobs: least diameter of the particle'))
    .addOption(number('--diameter-max <A>', 'greatest diameter (default: the least)'))
    .option('--templates <mrcs>', 'pick with these images instead')
    .addOption(
      new Option('--template-psize <A>', 'their pixel size (default: what the file says)').argParser(parsePixelSize),
    )
    .addOption(number('--diameter <A>', 'of the particle, with templates'))
    .addOption(pixels('--box <px>', 'extract particles: side of the box in pixels of the micrograph, even'))
    .addOption(pixels('--bin <px>', 'side after Fourier crop, even (default: no crop)'))
    .option('--particles-f16', 'write particles as 16-bit floats', false)
    .option('--param <name=value...>', 'any other parameter of Live preprocessing, by its name', [])
    .action((paths: string[], options: Options) => runCommand(options, (run) => preprocess(paths, options, run)));
}

function toParams(options: Options): LivePreprocessingParams {
  const { diameterMin = 0, diameterMax = diameterMin, diameter = null, box = 0, bin = null } = options;
  return parseParameters(
    {
      psize_A: options.psize,
      total_dose_e_per_A2: options.dose,
      accel_kv: options.kv,
      cs_mm: options.cs,
      amp_contrast: options.ampContrast,
      gainref_flip_x: options.gainFlipX,
      gainref_flip_y: options.gainFlipY,
      gainref_rotate_num: options.gainRotate,
      output_fcrop_factor: options.fcrop,
      output_f16: options.f16,
      eer_upsampfactor: options.eerUpsampling,
      eer_numfractions: options.eerFractions,
      blob_diameter_min: diameterMin,
      blob_diameter_max: diameterMax,
      template_diameter: diameter,
      box_size_pix: box,
      bin_size_pix: bin,
      extract_f16: options.particlesF16,
    },
    options.param,
  );
}

function toFiles(path: string, { gain, defects, templates, templatePsize }: Options): ExposureFiles {
  return {
    moviePath: resolve(path),
    ...(gain !== undefined && { gainPath: resolve(gain) }),
    ...(defects !== undefined && { defectsPath: resolve(defects) }),
    ...(templates !== undefined && { templatesPath: resolve(templates) }),
    ...(templatePsize !== undefined && { templatePixelSizeA: templatePsize }),
  };
}

async function preprocess(paths: readonly string[], options: Options, run: Run): Promise<void> {
  const params = toParams(options);
  const out = resolve(options.out);
  // A missing file is found before hours of work, not after.
  for (const path of paths) await identifyFile(resolve(path));
  const folders = nameFolders(paths, out);
  const exposures: { record: ExposureRecord; pictures: Picture[] }[] = [];
  let done = 0;
  for (const [index, path] of paths.entries()) {
    const folder = folders[index] ?? out;
    const context = {
      ...(await createStageContext(run, folder)),
      progress: (fraction: number, what: string) => {
        run.progress.show((index + fraction) / paths.length, `${basename(path)}: ${what}`);
      },
    };
    const files = toFiles(path, options);
    const outcome = await runSteps(
      files.moviePath,
      folder,
      listSteps(files, params, () => context),
      params,
      run.signal,
    );
    done += outcome.done;
    exposures.push({ record: outcome.record, pictures: listPictures(outcome.record) });
  }
  const records = exposures.map(({ record }) => record);
  const tables = await writeExposureTables(out, records, params);
  const report = join(out, 'report.html');
  await writeText(report, writeReportHtml(out, exposures, new Date()));
  const failed = records.filter((record) => record.failReason !== null);
  const { columns, rows } = summariseExposures(records);
  const lines = [formatTable(columns, rows)];
  lines.push(`${records.length - failed.length} of ${records.length} done (${done} steps in this run).`);
  lines.push(`Micrographs: ${tables.micrographs_star}`);
  if (tables.particles_star !== null) lines.push(`${tables.particles} particles: ${tables.particles_star}`);
  lines.push(`Report: ${report}`);
  run.print({ exposures: records, steps_done: done, failed: failed.length, report, ...tables }, lines.join('\n'));
  for (const { failReason } of failed) process.stderr.write(`${failReason ?? ''}\n`);
  if (failed.length > 0) process.exitCode = 1;
}

/** One folder for each exposure, named after its file. @throws UserError when two files would share one. */
function nameFolders(paths: readonly string[], out: string): string[] {
  const owners = new Map<string, string>();
  return paths.map((path) => {
    const name = basename(path, extname(path));
    const owner = owners.get(name);
    if (owner !== undefined) {
      throw new UserError(`${owner} and ${path} have the same name: give each a name of its own, or another --out.`);
    }
    owners.set(name, path);
    return join(out, name);
  });
}

const captions: Readonly<Record<string, string>> = {
  preview_img_2x: 'Corrected micrograph, dose-weighted',
  drift_plot: 'Drift of the whole frame',
  local_motion_plot: 'Local motion, drift removed',
  diag_image_path: 'Power spectrum: measured (left) and fitted (right)',
  fit_plot_path: 'Power along the rings, with the fit and their correlation',
  picture: 'Picks; those that score as noise may are white',
  particles_picture: 'Particles, low-passed for the eye',
};

function listPictures(record: ExposureRecord): Picture[] {
  return Object.values(record.stages).flatMap(({ result }) =>
    Object.entries(captions).flatMap(([name, caption]) => {
      const path = result[name];
      return typeof path === 'string' ? [{ path, caption, wide: name === 'particles_picture' }] : [];
    }),
  );
}
