import { pickWithTemplates, scoreOfNoise, type Ctf } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import type { Stack } from '@vitreous/numerics';
import type { LivePreprocessingParams } from '@vitreous/schema';
import type { StageContext } from '../context.js';
import { medianScore, rangesOf, writePicks, type PickedMicrograph, type PickFiles } from '../write-picks.js';
import type { pickTemplateParamNames } from './definition.js';

export type PickTemplateParams = Pick<LivePreprocessingParams, (typeof pickTemplateParamNames)[number]>;

export interface PickTemplateResult extends PickFiles {
  readonly total_template_picks: number;
  /** Null when nothing was found. */
  readonly template_pick_score_median: number | null;
  /** Of all picks; null when nothing was found. */
  readonly score_range: readonly [number, number] | null;
  readonly power_range: readonly [number, number] | null;
  /** Left out because their power is far from the others'. */
  readonly outstanding: number;
}

/** Templates and the size of their pixels. */
export interface TemplateSet {
  readonly stack: Stack;
  readonly pixelSizeA: number;
}

/**
 * Finds particles by templates. `template_use_ctf` does nothing where no CTF is known. `minScore` leaves out lower
 * scores from the files.
 *
 * @throws UserError and DataError as `pickWithTemplates`; UserError when the diameter is not set.
 */
export async function runPickTemplate(
  micrograph: PickedMicrograph,
  templates: TemplateSet,
  params: PickTemplateParams,
  context: StageContext,
  { ctf = null, minScore = 0.1 }: { ctf?: Ctf | null; minScore?: number } = {},
): Promise<PickTemplateResult> {
  const diameterA = params.template_diameter;
  if (diameterA === null) {
    throw new UserError('template_diameter is not set: give the diameter of the particle in Å.');
  }
  context.progress(0, 'looking for templates');
  const { picks, outstandingCount } = await pickWithTemplates(micrograph.image, templates.stack, {
    pixelSizeA: micrograph.pixelSizeA,
    templatePixelSizeA: templates.pixelSizeA,
    diameterA,
    lowPassTemplateA: params.template_lowpass_res_template,
    lowPassA: params.template_lowpass_res,
    angularSpacingDeg: params.template_angular_spacing_deg,
    ctf: params.template_use_ctf ? ctf : null,
    minDistance: params.template_min_distance,
    maxHits: params.template_max_num_hits,
    brightParticles: params.neg_stain,
    minScore,
    threads: context.threads,
  });
  context.signal.throwIfAborted();
  context.progress(0.8, 'writing picks');
  const files = await writePicks(context, micrograph, picks, { diameterA, shownScore: scoreOfNoise });
  return {
    ...files,
    total_template_picks: picks.length,
    template_pick_score_median: medianScore(picks),
    ...rangesOf(picks),
    outstanding: outstandingCount,
  };
}
