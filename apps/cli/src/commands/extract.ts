import { readCtfFile, runExtract } from '@vitreous/stages';
import type { Command } from 'commander';
import {
  createCommand,
  createStageContext,
  parseNumber,
  parsePixelSize,
  parsePositiveInteger,
  runCommand,
  type Run,
} from '../command.js';
import { readMicrograph } from '../read-images.js';

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly picks: string;
  readonly box: number;
  readonly bin?: number;
  readonly out: string;
  readonly psize?: number;
  readonly ctf?: string;
  readonly minScore?: number;
  readonly minPower?: number;
  readonly maxPower?: number;
  readonly f16: boolean;
  readonly negStain: boolean;
}

/** `vitreous extract`: particles cut out of a micrograph. */
export function createExtract(): Command {
  return createCommand('extract', 'Cut the picked particles out of a micrograph, normalised, each with its CTF.')
    .argument('<micrograph>', 'MRC or TIFF')
    .requiredOption('--picks <file>', 'where they are: .cs, or STAR with coordinates')
    .requiredOption('--box <px>', 'side of the box in pixels of the micrograph, even', parsePositiveInteger)
    .option('--bin <px>', 'side after Fourier crop, even (default: no crop)', parsePositiveInteger)
    .option('--out <dir>', 'folder for the stack, its rows (.cs, .star) and a picture', '.')
    .option('--psize <A>', 'pixel size of the micrograph in A (default: what the file says)', parsePixelSize)
    .option(
      '--ctf <json>',
      'the _ctf.json that `vitreous ctf --out` wrote: each particle gets its own defocus (RELION needs it)',
    )
    .option('--min-score <s>', 'leave out picks with a lower score', parseNumber)
    .option('--min-power <p>', 'leave out picks with less local power', parseNumber)
    .option('--max-power <p>', 'leave out picks with more local power', parseNumber)
    .option('--f16', 'write particles as 16-bit floats', false)
    .option('--neg-stain', 'particles are bright in the micrograph: keep the contrast', false)
    .action((micrograph: string, options: Options) => runCommand(options, (run) => extract(micrograph, options, run)));
}

async function extract(path: string, options: Options, run: Run): Promise<void> {
  const started = performance.now();
  const micrograph = await readMicrograph(path, options.psize ?? null, run.threads);
  const ctf = options.ctf === undefined ? null : await readCtfFile(options.ctf);
  const params = {
    neg_stain: options.negStain,
    thresh_score_min: options.minScore ?? -Infinity,
    thresh_power_min: options.minPower ?? null,
    thresh_power_max: options.maxPower ?? null,
    box_size_pix: options.box,
    bin_size_pix: options.bin ?? null,
    extract_f16: options.f16,
  };
  const result = await runExtract(micrograph, options.picks, ctf, params, await createStageContext(run, options.out));
  const left = `${result.over_edge} over the edge, ${result.outside_limits} outside the limits`;
  run.print(
    { ...result, seconds: (performance.now() - started) / 1000 },
    `${result.total_extracted_particles} particles in ${result.particles_star}; left out: ${left}.`,
  );
}
