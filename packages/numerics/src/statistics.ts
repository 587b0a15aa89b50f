import type { MovieStack } from './movie-stack.js';
import { native } from './native.js';

/** What the pixels of an image or a movie are like. Minimum to standard deviation are of the finite pixels. */
export interface Statistics {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Root mean square difference from the mean. */
  readonly standardDeviation: number;
  readonly finiteCount: number;
  readonly notANumberCount: number;
  readonly infiniteCount: number;
}

/** Of an array; the same bits for any number of threads. */
export async function computeStatistics(
  values: Float32Array,
  { threads = 1 }: { threads?: number } = {},
): Promise<Statistics> {
  return fromList(await native.statisticsOfValues(values, threads));
}

/** Of frames `firstFrame` up to but not including `endFrame` of a movie, without a copy as floats. */
export async function computeMovieStatistics(
  movie: MovieStack,
  { firstFrame = 0, endFrame = movie.frames, threads = 1 } = {},
): Promise<Statistics> {
  return fromList(await native.statisticsOfFrames(movie.handle, firstFrame, endFrame - firstFrame, threads));
}

function fromList(list: Float64Array): Statistics {
  const [minimum = 0, maximum = 0, mean = 0, squares = 0, finiteCount = 0, notANumberCount = 0, infiniteCount = 0] =
    list;
  const standardDeviation = Math.sqrt(squares / Math.max(1, finiteCount));
  if (finiteCount === 0) {
    return {
      minimum: NaN,
      maximum: NaN,
      mean: NaN,
      standardDeviation: NaN,
      finiteCount,
      notANumberCount,
      infiniteCount,
    };
  }
  return { minimum, maximum, mean, standardDeviation, finiteCount, notANumberCount, infiniteCount };
}

/** Statistics of two sets of pixels together (Chan, Golub and LeVeque 1979). */
export function mergeStatistics(one: Statistics, other: Statistics): Statistics {
  if (other.finiteCount === 0 || one.finiteCount === 0) {
    const finite = one.finiteCount === 0 ? other : one;
    return {
      ...finite,
      notANumberCount: one.notANumberCount + other.notANumberCount,
      infiniteCount: one.infiniteCount + other.infiniteCount,
    };
  }
  const finiteCount = one.finiteCount + other.finiteCount;
  const share = other.finiteCount / finiteCount;
  const difference = other.mean - one.mean;
  const variance =
    one.standardDeviation ** 2 * (1 - share) +
    other.standardDeviation ** 2 * share +
    difference ** 2 * share * (1 - share);
  return {
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
    mean: one.mean + difference * share,
    standardDeviation: Math.sqrt(variance),
    finiteCount,
    notANumberCount: one.notANumberCount + other.notANumberCount,
    infiniteCount: one.infiniteCount + other.infiniteCount,
  };
}
