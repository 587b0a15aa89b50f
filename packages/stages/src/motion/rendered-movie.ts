import { divideRawFrames, type ImageInfo } from '@vitreous/formats';
import type { MotionParams } from './check-motion-params.js';

/** How the electrons of an EER movie are made into frames. */
export interface EerRendering {
  /** Pixels to a sensor pixel along each axis. */
  readonly upsampling: 1 | 2 | 4;
  /** Raw frames in each frame. */
  readonly rawFrames: Uint32Array;
}

/** A movie as it is corrected: MRC and TIFF as they are in the file, EER as the parameters render it. */
export interface RenderedMovie {
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly pixelSizeA: number;
  readonly eer: EerRendering | null;
}

/**
 * What `eer_upsampfactor` and `eer_numfractions` make of the movie. `psize_A` is of the sensor's pixel, as the client
 * has it, so that pixels of an upsampled movie are smaller; a movie of fewer raw frames than fractions has a fraction
 * for each.
 */
export function renderMovie(info: ImageInfo, params: MotionParams): RenderedMovie {
  const { frames, height, width } = info;
  if (info.format !== 'eer') return { frames, height, width, pixelSizeA: params.psize_A, eer: null };
  const upsampling = ([1, 2, 4] as const).find((factor) => factor === params.eer_upsampfactor) ?? 1;
  const fractions = Math.min(params.eer_numfractions, frames);
  return {
    frames: fractions,
    height: height * upsampling,
    width: width * upsampling,
    pixelSizeA: params.psize_A / upsampling,
    eer: { upsampling, rawFrames: divideRawFrames(frames, fractions) },
  };
}

/** Exposure of each frame before any correction: even over time, so that a frame has its share of the raw ones. */
export function exposureOfFrames({ frames, eer }: RenderedMovie, exposure: number): Float64Array {
  const rawFrames = eer?.rawFrames ?? new Uint32Array(frames).fill(1);
  const total = rawFrames.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(rawFrames, (count) => (exposure * count) / total);
}

/** Pixel sizes that differ by more are not roundings of each other. */
const sameSize = 0.03;

/** A sentence when the file says that `psize_A` is of the upsampled pixel; null when it does not, or says nothing. */
export function doubtPixelSize(path: string, info: ImageInfo, params: MotionParams): string | null {
  if (info.format !== 'eer' || info.pixelSizeA === null) return null;
  const ratio = info.pixelSizeA / params.psize_A;
  if (params.eer_upsampfactor === 1 || Math.abs(ratio / params.eer_upsampfactor - 1) > sameSize) return null;
  return (
    `${path} says that its sensor's pixel is ${info.pixelSizeA.toFixed(4)} Å, but psize_A is ${params.psize_A}: give ` +
    `the size before upsampling (a pixel is now taken for ${params.psize_A / params.eer_upsampfactor} Å).`
  );
}
