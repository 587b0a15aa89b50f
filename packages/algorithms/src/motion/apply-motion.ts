import { combineImages, warpSum, type Image, type MovieStack } from '@vitreous/numerics';
import { smoothSizeFrom } from './alignment-scale.js';
import { normalisedWeights } from './dose-weights.js';
import { createInterpolationBank } from './interpolation-bank.js';
import { factoriseWeights } from './low-rank-weights.js';
import { evaluateField, type DisplacementField } from './displacement-field.js';

/**
 * Tiles within which the displacement is constant. The field's gradient times half their diagonal, 36 px, is the
 * greatest error: 0.02 px for a field that changes by 2 px over 4096.
 */
const tile = { height: 32, width: 64 };
/** Greatest error of a dose weight; the weights themselves are about 1. */
const weightTolerance = 1e-3;
const curveLength = 513;
/** Frequency of an image's corner, cycles a pixel. */
const corner = Math.SQRT1_2;

export interface CorrectionSettings {
  readonly pixelSizeA: number;
  readonly accelKv: number;
  /** Exposure accumulated at the end of each frame used, e/Å². */
  readonly doses: Float64Array;
  /** Fourier crop of the micrographs: 1, 0.75, 0.5 or 0.25. */
  readonly cropFactor: number;
}

export interface CorrectedMicrographs {
  readonly doseWeighted: Image;
  readonly plain: Image;
  /** What their pixel is in Å. */
  readonly pixelSizeA: number;
}

/**
 * Sums of the frames `firstFrame..endFrame` moved back by `field`: plain, and weighted by dose. Values are the
 * counts of all frames together; the weighted sum has the plain one's mean and, at each frequency, its noise.
 * `afterWarp` is called once the movie is no longer needed, so that its memory can be given back early.
 */
export async function applyMotion(
  movie: MovieStack,
  gain: Float32Array,
  range: { firstFrame: number; endFrame: number },
  field: DisplacementField,
  settings: CorrectionSettings,
  { threads, afterWarp }: { threads: number; afterWarp?: () => Promise<void> },
): Promise<CorrectedMicrographs> {
  const { height, width } = movie;
  const bank = createInterpolationBank();
  const frequencies = Array.from({ length: curveLength }, (_, i) => (i / (curveLength - 1)) * corner);
  const weights = frequencies.map((k) => normalisedWeights(k / settings.pixelSizeA, settings.doses, settings.accelKv));
  const { vectors, curves } = factoriseWeights(weights, weightTolerance);
  const centres = (size: number, step: number): number[] =>
    Array.from({ length: Math.ceil(size / step) }, (_, i) => (i * step + Math.min(size, (i + 1) * step) - 1) / 2);
  const shifts = evaluateField(field, centres(height, tile.height), centres(width, tile.width));
  const sums = await warpSum(
    movie,
    gain,
    { tileHeight: tile.height, tileWidth: tile.width, shifts },
    bank.taps,
    vectors.map((vector) => Float32Array.from(vector)),
    { ...range, threads },
  );
  try {
    await afterWarp?.();
    // The first vector is constant, 1 / sqrt(frames): alone it makes the plain sum.
    const plain = vectors.map((_, i) => new Float32Array(curveLength).fill(i === 0 ? Math.sqrt(field.frames) : 0));
    const weighted = curves.map((curve) => Float32Array.from(curve));
    const [doseWeightedImage, plainImage] = await combineImages(
      sums,
      {
        curves: [weighted, plain],
        curveEnd: corner,
        axis: bank.correction,
        ...cropShapes(height, width, settings.cropFactor),
      },
      { threads },
    );
    if (doseWeightedImage === undefined || plainImage === undefined) throw new Error('two sums were asked for');
    return {
      doseWeighted: doseWeightedImage,
      plain: plainImage,
      pixelSizeA: settings.pixelSizeA / settings.cropFactor,
    };
  } finally {
    await sums.release();
  }
}

/** Pixels mirrored beyond the far edges, so that undoing the interpolation's loss does not reach across to the near ones. */
const rim = 16;

/** Shapes of the transform, of its crop, and of what is kept: sizes that transform fast, and crop to whole ones. */
function cropShapes(
  height: number,
  width: number,
  factor: number,
): { padded: [number, number]; cropped: [number, number]; kept: [number, number] } {
  const step = factor === 1 ? 2 : 8;
  const padded: [number, number] = [smoothSizeFrom(height + rim, step), smoothSizeFrom(width + rim, step)];
  return {
    padded,
    cropped: [Math.round(padded[0] * factor), Math.round(padded[1] * factor)],
    kept: [Math.max(1, Math.floor(height * factor)), Math.max(1, Math.floor(width * factor))],
  };
}
