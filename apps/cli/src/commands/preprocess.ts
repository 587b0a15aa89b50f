import { mkdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { UserError } from '@vitreous/errors';
import { writeAtomically } from '@vitreous/formats';
import { livePreprocessingParams, type LivePreprocessingParams } from '@vitreous/schema';
import { Option, type Command } from 'commander';
import { createCommand, parseInteger, parseNumber, runCommand, type Run } from '../command.js';
import type { ExposureRecord } from '../preprocess/exposure-record.js';
import { listSteps } from '../preprocess/list-steps.js';
import { writeReportHtml, type Picture } from '../preprocess/report.js';
import { runSteps } from '../preprocess/run-steps.js';
import { summariseExposure, summaryColumns } from '../preprocess/summary.js';
import { formatTable } from '../text-table.js';

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
}

export function createPreprocess(): Command {
  const number = (flags: string, what: string): Option => new Option(flags, what).argParser(parseNumber);
  return createCommand('preprocess', 'Correct many movies and write one report. Run again, only what is due is done.')
    .argument('<files...>', 'movies, or micrographs of one frame')
    .requiredOption('--out <dir>', 'folder to write into; made where it is missing')
    .addOption(number('--psize <A>', 'pixel size of the movies in A').makeOptionMandatory())
    .addOption(number('--dose <e/A2>', 'exposure of a WHOLE movie, all its frames together').makeOptionMandatory())
    .addOption(number('--kv <kV>', 'accelerating voltage').default(300))
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
    .action((paths: string[], options: Options) => runCommand(options, (run) => preprocess(paths, options, run)));
}

async function preprocess(paths: readonly string[], options: Options, run: Run): Promise<void> {
  const params: LivePreprocessingParams = {
    ...livePreprocessingParams.parse({}),
    psize_A: options.psize,
    total_dose_e_per_A2: options.dose,
    accel_kv: options.kv,
    gainref_flip_x: options.gainFlipX,
    gainref_flip_y: options.gainFlipY,
    gainref_rotate_num: options.gainRotate,
    output_fcrop_factor: options.fcrop,
    output_f16: options.f16,
  };
  const out = resolve(options.out);
  const folders = nameFolders(paths, out);
  const exposures: { record: ExposureRecord; pictures: Picture[] }[] = [];
  let done = 0;
  for (const [index, path] of paths.entries()) {
    const folder = folders[index] ?? out;
    await mkdir(folder, { recursive: true });
    const context = {
      outDir: folder,
      threads: run.threads,
      signal: run.signal,
      progress: (fraction: number, what: string) => {
        run.progress.show((index + fraction) / paths.length, `${basename(path)}: ${what}`);
      },
    };
    const files = {
      moviePath: resolve(path),
      ...(options.gain === undefined ? {} : { gainPath: resolve(options.gain) }),
      ...(options.defects === undefined ? {} : { defectsPath: resolve(options.defects) }),
    };
    const outcome = await runSteps(files.moviePath, folder, listSteps(files, params, context), params, run.signal);
    done += outcome.done;
    exposures.push({ record: outcome.record, pictures: listPictures(outcome.record) });
  }
  const report = join(out, 'report.html');
  await writeAtomically(report, async (file) => {
    await file.writeFile(writeReportHtml(out, exposures, new Date()));
  });
  const records = exposures.map(({ record }) => record);
  const failed = records.filter((record) => record.failReason !== null);
  const lines = [formatTable(summaryColumns, records.map(summariseExposure))];
  lines.push(...failed.map((record) => `${basename(record.path)} failed: ${record.failReason ?? ''}`));
  lines.push(
    `${records.length - failed.length} of ${records.length} done (${done} steps in this run). Report: ${report}`,
  );
  run.print({ exposures: records, steps_done: done, failed: failed.length, report }, lines.join('\n'));
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
};

function listPictures(record: ExposureRecord): Picture[] {
  return Object.values(record.stages).flatMap(({ result }) =>
    Object.entries(captions).flatMap(([name, caption]) => {
      const path = result[name];
      return typeof path === 'string' ? [{ path, caption }] : [];
    }),
  );
}
