import { UserError } from '@vitreous/errors';
import { readImage } from '@vitreous/formats';
import type { LivePreprocessingParams } from '@vitreous/schema';
import {
  ctfAtCentre,
  readCtfFile,
  runCtf,
  runExtract,
  runMotion,
  runPickBlob,
  runPickTemplate,
  runThumbs,
  type MotionFiles,
  type PickedMicrograph,
  type StageContext,
} from '@vitreous/stages';
import { readTemplates } from '../read-images.js';
import type { Results, Step } from './run-steps.js';
import { numberOf, textOf } from './step-results.js';

/** What one exposure is processed with, besides the parameters. */
export interface ExposureFiles extends MotionFiles {
  readonly templatesPath?: string;
  /** Å; undefined: as the file of templates says. */
  readonly templatePixelSizeA?: number;
}

/**
 * The walk of one exposure, in order: motion and CTF always, picks where it is said what to look for, extraction where
 * a box is given.
 */
export function listSteps(files: ExposureFiles, params: LivePreprocessingParams, context: StageContext): Step[] {
  const micrograph = rememberMicrograph(context.threads);
  const pick = pickStep(files, params, context, micrograph);
  const steps = [motionStep(files, params, context), ctfStep(params, context)];
  if (pick === null) {
    if (params.box_size_pix > 0)
      throw new UserError('A box is given, but not what to pick: --diameter-min or --templates.');
    return steps;
  }
  steps.push(pick);
  if (params.box_size_pix > 0) steps.push(extractStep(params, context, micrograph));
  return steps;
}

type ReadMicrograph = (results: Results) => Promise<PickedMicrograph>;

/** Reads the corrected micrograph once for all steps that are due. */
function rememberMicrograph(threads: number): ReadMicrograph {
  let read: Promise<PickedMicrograph> | null = null;
  return (results) => {
    read ??= (async () => {
      const path = textOf(results, 'motion', 'micrograph');
      return { path, image: await readImage(path, { threads }), pixelSizeA: numberOf(results, 'motion', 'psize_A') };
    })();
    return read;
  };
}

function motionStep(files: ExposureFiles, params: LivePreprocessingParams, context: StageContext): Step {
  const { gainPath, defectsPath } = files;
  return {
    name: 'motion',
    version: 1,
    paramStage: 'motion',
    needs: [],
    files: [gainPath, defectsPath].filter((path) => path !== undefined),
    run: async () => {
      // The field is for pictures, which are drawn while it is at hand.
      const { field, ...result } = await runMotion(files, params, context);
      const micrograph = await readImage(result.micrograph, { threads: context.threads });
      const motion = { field, pixelSizeA: result.psize_A * params.output_fcrop_factor };
      return { ...result, ...(await runThumbs(micrograph, files.moviePath, motion, context)) };
    },
  };
}

function ctfStep(params: LivePreprocessingParams, context: StageContext): Step {
  return {
    name: 'ctf',
    version: 1,
    paramStage: 'ctf',
    needs: ['motion'],
    files: [],
    run: async (results) => {
      // Dose weighting would take the fine Thon rings away.
      const path = textOf(results, 'motion', 'micrograph_non_dw');
      const input = { path, pixelSizeA: numberOf(results, 'motion', 'psize_A') };
      const { result, attributes, files, warnings } = await runCtf(input, params, context);
      return { ...result, ...attributes, ...files, warning: warnings[0] ?? null };
    },
  };
}

function pickStep(
  files: ExposureFiles,
  params: LivePreprocessingParams,
  context: StageContext,
  micrograph: ReadMicrograph,
): Step | null {
  const { templatesPath } = files;
  const common = { name: 'pick', version: 1, paramStage: 'pick' } as const;
  const ctfOf = async (results: Results): Promise<ReturnType<typeof ctfAtCentre>> =>
    ctfAtCentre(await readCtfFile(textOf(results, 'ctf', 'path')));
  if (templatesPath !== undefined) {
    return {
      ...common,
      needs: params.template_use_ctf ? ['motion', 'ctf'] : ['motion'],
      files: [templatesPath],
      run: async (results) => {
        const templates = await readTemplates(templatesPath, files.templatePixelSizeA ?? null);
        const ctf = params.template_use_ctf ? await ctfOf(results) : null;
        return { ...(await runPickTemplate(await micrograph(results), templates, params, context, { ctf })) };
      },
    };
  }
  if (params.blob_diameter_min === 0) return null;
  return {
    ...common,
    needs: params.blob_use_ctf ? ['motion', 'ctf'] : ['motion'],
    files: [],
    run: async (results) => {
      const ctf = params.blob_use_ctf ? await ctfOf(results) : null;
      return { ...(await runPickBlob(await micrograph(results), params, context, { ctf })) };
    },
  };
}

function extractStep(params: LivePreprocessingParams, context: StageContext, micrograph: ReadMicrograph): Step {
  return {
    name: 'extract',
    version: 1,
    paramStage: 'extract',
    needs: ['motion', 'ctf', 'pick'],
    files: [],
    run: async (results) => {
      const ctf = await readCtfFile(textOf(results, 'ctf', 'path'));
      const picks = textOf(results, 'pick', 'picks_cs');
      const { picture, ...result } = await runExtract(await micrograph(results), picks, ctf, params, context);
      return { ...result, particles_picture: picture };
    },
  };
}
