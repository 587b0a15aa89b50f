import { pickBlobs, scoreOfNoise, type Ctf } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import type { LivePreprocessingParams } from '@vitreous/schema';
import type { StageContext } from '../context.js';
import { medianScore, rangesOf, writePicks, type PickedMicrograph, type PickFiles } from '../write-picks.js';
import type { pickBlobParamNames } from './definition.js';

export type PickBlobParams = Pick<LivePreprocessingParams, (typeof pickBlobParamNames)[number]>;

export interface PickBlobResult extends PickFiles {
  readonly total_blob_picks: number;
  /** Null when nothing was found. */
  readonly blob_pick_score_median: number | null;
  /** Of all picks; null when nothing was found. */
  readonly score_range: readonly [number, number] | null;
  readonly power_range: readonly [number, number] | null;
  /** Left out because their power is far from the others'. */
  readonly outstanding: number;
}

/**
 * Finds particles of the diameters that the parameters give. `minScore` leaves out lower scores from the files.
 *
 * @throws UserError and DataError as `pickBlobs`; UserError when the blob's CTF is wanted and none is known.
 */
export async function runPickBlob(
  micrograph: PickedMicrograph,
  params: PickBlobParams,
  context: StageContext,
  { ctf = null, minScore = 0.1 }: { ctf?: Ctf | null; minScore?: number } = {},
): Promise<PickBlobResult> {
  if (params.blob_use_ctf && ctf === null) {
    throw new UserError('blob_use_ctf is on, but the CTF of the micrograph is not known: estimate it first.');
  }
  context.progress(0, 'looking for blobs');
  const { picks, outstandingCount } = await pickBlobs(micrograph.image, {
    pixelSizeA: micrograph.pixelSizeA,
    diameterMinA: params.blob_diameter_min,
    diameterMaxA: params.blob_diameter_max,
    circle: params.use_circle,
    ellipse: params.use_ellipse,
    ring: params.use_ring,
    lowPassTemplateA: params.blob_lowpass_res_template,
    lowPassA: params.blob_lowpass_res,
    angularSpacingDeg: params.blob_angular_spacing_deg,
    ctf: params.blob_use_ctf ? ctf : null,
    minDistance: params.blob_min_distance,
    maxHits: params.blob_max_num_hits,
    brightParticles: params.neg_stain,
    minScore,
    threads: context.threads,
  });
  context.signal.throwIfAborted();
  context.progress(0.8, 'writing picks');
  const files = await writePicks(context, micrograph, picks, {
    diameterA: (params.blob_diameter_min + params.blob_diameter_max) / 2,
    shownScore: scoreOfNoise,
  });
  return {
    ...files,
    total_blob_picks: picks.length,
    blob_pick_score_median: medianScore(picks),
    ...rangesOf(picks),
    outstanding: outstandingCount,
  };
}
