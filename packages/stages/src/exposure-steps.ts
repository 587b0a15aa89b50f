import { UserError } from '@vitreous/errors';
import { readImage } from '@vitreous/formats';
import type { LivePreprocessingParams } from '@vitreous/schema';
import { runCheck } from './check/run.js';
import type { StageContext } from './context.js';
import { ctfAtCentre, readCtfFile } from './ctf-file.js';
import { runCtf } from './ctf/run.js';
import { runExtract } from './extract/run.js';
import type { MotionFiles } from './motion/read-calibration.js';
import { runMotion } from './motion/run.js';
import { runPickBlob } from './pick-blob/run.js';
import { runPickTemplate } from './pick-template/run.js';
import { readTemplates } from './read-templates.js';
import { numberOf, textOf } from './step-results.js';
import { runThumbs } from './thumbs/run.js';
import type { Results, Step } from './walk-steps.js';
import { writeManualPicks, type PickedMicrograph, type PickPlace } from './write-picks.js';

/** What one exposure is processed with, besides the parameters. */
export interface ExposureFiles extends MotionFiles {
  readonly templatesPath?: string;
  /** Å; undefined: as the file of templates says. */
  readonly templatePixelSizeA?: number;
  /** Places that people have marked, to be extracted besides those that are found. */
  readonly manualPicks?: readonly PickPlace[];
}

/** Where each stage writes, and what else it may know. */
export type ContextOf = (
  stage: 'motion' | 'thumbs' | 'ctf' | 'pick' | 'extract' | 'pick_manual' | 'extract_manual',
) => StageContext;

/** Reads the header and what the microscope wrote beside the movie: before all else, where movies come unseen. */
export function checkStep(files: ExposureFiles, params: LivePreprocessingParams): Step {
  const run = async (): Promise<Record<string, unknown>> => ({ ...(await runCheck(files.moviePath, params)) });
  return { name: 'check', version: 1, paramStage: 'motion', needs: [], files: [], run };
}

/**
 * The walk of one exposure, in order: motion and CTF always, picks where it is said what to look for, extraction where
 * a box is given.
 */
export function listSteps(files: ExposureFiles, params: LivePreprocessingParams, contextOf: ContextOf): Step[] {
  const micrograph = rememberMicrograph(contextOf('pick').threads);
  const pick = pickStep(files, params, contextOf('pick'), micrograph);
  const steps = [motionStep(files, params, contextOf), ctfStep(params, contextOf('ctf'))];
  if (pick === null) {
    if (params.box_size_pix > 0)
      throw new UserError('A box is given, but not what to pick: --diameter-min or --templates.');
    return steps;
  }
  steps.push(pick);
  if (params.box_size_pix === 0) return steps;
  steps.push(extractStep(['extract', 'pick'], params, contextOf('extract'), micrograph));
  const { manualPicks } = files;
  if (manualPicks !== undefined) {
    steps.push(
      manualPickStep(manualPicks, params, contextOf('pick_manual'), micrograph),
      extractStep(['extract_manual', 'pick_manual'], params, contextOf('extract_manual'), micrograph),
    );
  }
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

function motionStep(files: ExposureFiles, params: LivePreprocessingParams, contextOf: ContextOf): Step {
  const { gainPath, defectsPath } = files;
  const context = contextOf('motion');
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
      return { ...result, ...(await runThumbs(micrograph, files.moviePath, motion, contextOf('thumbs'))) };
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

function manualPickStep(
  places: readonly PickPlace[],
  params: LivePreprocessingParams,
  context: StageContext,
  micrograph: ReadMicrograph,
): Step {
  return {
    name: 'pick_manual',
    version: 1,
    paramStage: null,
    needs: ['motion'],
    files: [],
    given: JSON.stringify(places),
    run: async (results) => {
      const image = await micrograph(results);
      const sizeA = (params.box_size_pix / 2) * image.pixelSizeA;
      return { ...(await writeManualPicks(context, image, places, sizeA)), total_manual_picks: places.length };
    },
  };
}

function extractStep(
  [name, source]: readonly ['extract', 'pick'] | readonly ['extract_manual', 'pick_manual'],
  params: LivePreprocessingParams,
  context: StageContext,
  micrograph: ReadMicrograph,
): Step {
  return {
    name,
    version: 1,
    paramStage: 'extract',
    needs: ['motion', 'ctf', source],
    files: [],
    run: async (results) => {
      const ctf = await readCtfFile(textOf(results, 'ctf', 'path'));
      const picks = textOf(results, source, 'picks_cs');
      const { picture, ...result } = await runExtract(await micrograph(results), picks, ctf, params, context);
      return { ...result, particles_picture: picture };
    },
  };
}
