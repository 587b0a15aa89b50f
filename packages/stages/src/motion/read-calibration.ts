import { checkGainShape, fitGainToEer, readDefects, readGain, type Defect, type ImageInfo } from '@vitreous/formats';
import { noGain } from '@vitreous/numerics';
import type { StageContext } from '../context.js';
import type { MotionParams } from './check-motion-params.js';
import { doubtPixelSize, type RenderedMovie } from './rendered-movie.js';

export interface MotionFiles {
  readonly moviePath: string;
  readonly gainPath?: string;
  readonly defectsPath?: string;
}

/** What is known of the camera's pixels, on the grid of the movie as it is rendered. */
export interface Calibration {
  readonly gain: Float32Array;
  readonly gainTurned: boolean;
  readonly defects: readonly Defect[];
  readonly warning: string | null;
}

/**
 * Reads gain and defects as they lie in the movie. Of EER movies both are of the sensor's pixels (a gain may also be
 * of finer ones), and are put on the grid that the movie is rendered on.
 *
 * @throws UserError for files that are not of this movie's camera; DataError for broken ones.
 */
export async function readCalibration(
  files: MotionFiles,
  info: ImageInfo,
  rendered: RenderedMovie,
  params: MotionParams,
  { threads }: StageContext,
): Promise<Calibration> {
  const orientation = {
    flipX: params.gainref_flip_x,
    flipY: params.gainref_flip_y,
    rotate: params.gainref_rotate_num,
  };
  let gain: Float32Array = noGain;
  if (files.gainPath !== undefined) {
    const image = await readGain(files.gainPath, { ...orientation, movieFormat: info.format, threads });
    const names = { gain: files.gainPath, movie: files.moviePath };
    if (rendered.eer === null) checkGainShape(image, info, names);
    gain = rendered.eer === null ? image.data : fitGainToEer(image, rendered, names).data;
  }
  const list = files.defectsPath === undefined ? null : await readDefects(files.defectsPath, info);
  const factor = rendered.eer?.upsampling ?? 1;
  const warnings = [list?.warning ?? null, doubtPixelSize(files.moviePath, info, params)];
  return {
    gain,
    // A list is of the sensor's pixels.
    defects: (list?.defects ?? []).map(({ x, y, width, height }) => ({
      x: x * factor,
      y: y * factor,
      width: width * factor,
      height: height * factor,
    })),
    gainTurned: orientation.flipX || orientation.flipY || orientation.rotate % 4 !== 0,
    warning: warnings.filter((sentence) => sentence !== null).join('\n') || null,
  };
}
