import { UserError } from '@vitreous/errors';
import { findOutliers, findOutside, replacePixels, sumFrames, type MovieStack } from '@vitreous/numerics';

/** A gain this many times the median, or less than one part of it, is no calibration but a broken pixel. */
const gainLimit = 10;
/** Deviations from its neighbourhood beyond which a pixel's summed counts are not counts. */
const outlierLimit = 6;
const outlierTile = 64;
/** Share of bad pixels above which the gain reference or the defect list must be wrong. */
const mostBad = 0.5;

/** What mending a movie did. */
export interface MendedPixels {
  /** Pixels that the gain or the defect list called bad, and those found in the summed movie. */
  readonly known: number;
  readonly found: number;
}

/**
 * Mends the pixels of a movie that do not count: those marked 1 in `defects` (height * width; empty: none), those whose
 * gain is 0 or absurd, and, with `search`, those whose sum over the movie stands out of its neighbourhood. In every frame they get
 * counts of good neighbours. Movie and gain are changed.
 *
 * @throws UserError when most pixels are bad before any was looked for.
 */
export async function mendPixels(
  movie: MovieStack,
  gain: Float32Array,
  defects: Uint8Array,
  { threads, search = true }: { threads: number; search?: boolean },
): Promise<MendedPixels> {
  const area = movie.height * movie.width;
  const bad = defects.length === 0 ? new Uint8Array(area) : defects.slice();
  for (const index of await findBadGain(gain, threads)) bad[index] = 1;
  const known = countMarks(bad);
  if (known > mostBad * area) {
    throw new UserError(
      `${Math.round((100 * known) / area)} % of the pixels are bad by the gain reference and the defect list: ` +
        'these belong to another camera, or are turned or flipped. Check them against the movie.',
    );
  }
  const outliers = search ? await findSummedOutliers(movie, gain, bad, threads) : new Uint32Array(0);
  for (const index of outliers) bad[index] = 1;
  const gains = await replacePixels(movie, gain, bad, { threads });
  if (gain.length > 0) {
    let next = 0;
    for (let i = bad.indexOf(1); i >= 0; i = bad.indexOf(1, i + 1)) gain[i] = gains[next++] ?? 1;
  }
  return { known, found: outliers.length };
}

async function findSummedOutliers(
  movie: MovieStack,
  gain: Float32Array,
  bad: Uint8Array,
  threads: number,
): Promise<Uint32Array> {
  const sum = await sumFrames(movie, gain, { threads });
  // Counts have at least the variance of their mean; floats may be anything.
  const floor = movie.kind === 'f32' ? 0 : Math.sqrt(Math.max(0, sampledMean(sum.data)));
  return findOutliers(sum, bad, { tile: outlierTile, limit: outlierLimit, floor, threads });
}

function findBadGain(gain: Float32Array, threads: number): Promise<Uint32Array> {
  const sample: number[] = [];
  for (let i = 0; i < gain.length; i += 101) {
    const value = gain[i] ?? 0;
    if (value > 0) sample.push(value);
  }
  sample.sort((a, b) => a - b);
  const median = sample[sample.length >> 1] ?? 1;
  return findOutside(gain, median / gainLimit, median * gainLimit, { threads });
}

/** Marks are 1; the search for the next is the engine's own, which a loop over millions is not. */
function countMarks(marks: Uint8Array): number {
  let count = 0;
  for (let i = marks.indexOf(1); i >= 0; i = marks.indexOf(1, i + 1)) count++;
  return count;
}

function sampledMean(values: Float32Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i += 97) {
    const value = values[i] ?? 0;
    if (Number.isFinite(value)) {
      sum += value;
      count++;
    }
  }
  return sum / Math.max(1, count);
}
