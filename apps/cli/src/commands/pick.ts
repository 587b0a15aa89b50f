import { scoreOfNoise } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { livePreprocessingParams, type LivePreprocessingParams } from '@vitreous/schema';
import { ctfAtCentre, readCtfFile, runPickBlob, runPickTemplate, readTemplates } from '@vitreous/stages';
import { Option, type Command } from 'commander';
import {
  createCommand,
  createStageContext,
  parseNumber,
  parsePixelSize,
  parsePositive,
  parsePositiveInteger,
  runCommand,
  type Run,
} from '../command.js';
import { readMicrograph } from '../read-images.js';

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly out: string;
  readonly psize?: number;
  readonly diameterMin?: number;
  readonly diameterMax?: number;
  readonly circle: boolean;
  readonly ellipse: boolean;
  readonly ring: boolean;
  readonly templates?: string;
  readonly templatePsize?: number;
  readonly diameter?: number;
  readonly lowpass: number;
  readonly lowpassTemplate: number;
  readonly angularSpacing: number;
  readonly minDistance?: number;
  readonly maxHits: number;
  readonly minScore: number;
  readonly ctf?: string;
  readonly negStain: boolean;
}

/** `vitreous pick`: where the particles of a micrograph are. */
export function createPick(): Command {
  const positive = (flags: string, what: string): Option => new Option(flags, what).argParser(parsePositive);
  return createCommand('pick', 'Find particles in a micrograph: by their size, or by templates.')
    .argument('<micrograph>', 'MRC or TIFF')
    .addOption(new Option('--out <dir>', 'folder for picks (.cs, .star) and their picture').default('.'))
    .addOption(new Option('--psize <A>', 'pixel size in A (default: what the file says)').argParser(parsePixelSize))
    .addOption(new Option('--diameter-min <A>', 'least diameter of the particle').argParser(parseNumber))
    .addOption(new Option('--diameter-max <A>', 'greatest diameter (default: the least)').argParser(parseNumber))
    .option('--no-circle', 'do not look for discs')
    .option('--ellipse', 'look for ellipses with these diameters', false)
    .option('--ring', 'look for rings', false)
    .option('--templates <mrcs>', 'look for the images of this stack')
    .addOption(
      new Option('--template-psize <A>', 'their pixel size (default: what the file says)').argParser(parsePixelSize),
    )
    .addOption(new Option('--diameter <A>', 'of the particle, with templates').argParser(parseNumber))
    .addOption(positive('--lowpass <A>', 'finest detail of the micrograph').default(20))
    .addOption(positive('--lowpass-template <A>', 'finest detail of blobs or templates').default(20))
    .addOption(positive('--angular-spacing <deg>', 'between turned ellipses or templates').default(5))
    .addOption(positive('--min-distance <diameters>', 'between picks, in least diameters (default: 1; templates 0.5)'))
    .addOption(new Option('--max-hits <n>', 'most picks').argParser(parsePositiveInteger).default(4000))
    .addOption(
      new Option('--min-score <s>', 'least score; noise reaches 0.3 some times a micrograph')
        .argParser(parseNumber)
        .default(scoreOfNoise),
    )
    .option('--ctf <json>', 'the _ctf.json that `vitreous ctf --out` wrote: blobs and templates are seen through it')
    .option('--neg-stain', 'particles are bright', false)
    .action((micrograph: string, options: Options) => runCommand(options, (run) => pick(micrograph, options, run)));
}

async function pick(path: string, options: Options, run: Run): Promise<void> {
  const started = performance.now();
  if ((options.templates === undefined) === (options.diameterMin === undefined)) {
    throw new UserError('Say what to look for: either --diameter-min (and --diameter-max), or --templates.');
  }
  const micrograph = await readMicrograph(path, options.psize ?? null, run.threads);
  const ctf = options.ctf === undefined ? null : ctfAtCentre(await readCtfFile(options.ctf));
  const context = await createStageContext(run, options.out);
  const params = toParams(options);
  const choice = { ctf, minScore: options.minScore };
  const result =
    options.templates === undefined
      ? await runPickBlob(micrograph, params, context, choice)
      : await runPickTemplate(
          micrograph,
          await readTemplates(options.templates, options.templatePsize ?? null),
          params,
          context,
          choice,
        );
  const count = 'total_blob_picks' in result ? result.total_blob_picks : result.total_template_picks;
  run.print(
    { ...result, picks: count, psize_A: micrograph.pixelSizeA, seconds: (performance.now() - started) / 1000 },
    `${count} picks in ${result.picks_star} and ${result.picks_cs}; ${result.picture} shows them.`,
  );
}

function toParams(options: Options): LivePreprocessingParams {
  const { diameterMin = 0, diameterMax = diameterMin, diameter = null, minDistance } = options;
  return livePreprocessingParams.parse({
    neg_stain: options.negStain,
    blob_diameter_min: diameterMin,
    blob_diameter_max: diameterMax,
    use_circle: options.circle,
    use_ellipse: options.ellipse,
    use_ring: options.ring,
    blob_lowpass_res: options.lowpass,
    blob_lowpass_res_template: options.lowpassTemplate,
    blob_angular_spacing_deg: options.angularSpacing,
    blob_use_ctf: options.ctf !== undefined,
    blob_max_num_hits: options.maxHits,
    template_diameter: diameter,
    template_lowpass_res: options.lowpass,
    template_lowpass_res_template: options.lowpassTemplate,
    template_angular_spacing_deg: options.angularSpacing,
    template_max_num_hits: options.maxHits,
    ...(minDistance !== undefined && { blob_min_distance: minDistance, template_min_distance: minDistance }),
  });
}
