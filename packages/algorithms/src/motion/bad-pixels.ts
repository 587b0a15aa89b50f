import { UserError } from '@vitreous/errors';
import { findOutliers, noGain, replacePixels, sumFrames, type MovieStack } from '@vitreous/numerics';

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
 * Mends the pixels of a movie that do not count: those marked in `defects` (height * width; empty: none), those whose
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
  const bad = defects.length === 0 ? new Uint8Array(area) : Uint8Array.from(defects);
  markBadGain(gain, bad);
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
    for (let i = 0; i < area; i++) if (bad[i] !== 0) gain[i] = gains[next++] ?? 1;
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

function markBadGain(gain: Float32Array, bad: Uint8Array): void {
  if (gain === noGain || gain.length === 0) return;
  const sample = gain.filter((value, i) => i % 101 === 0 && value > 0).sort();
  const median = sample[sample.length >> 1] ?? 1;
  const [least, most] = [median / gainLimit, median * gainLimit];
  for (let i = 0; i < gain.length; i++) {
    const value = gain[i] ?? 0;
    if (!(value >= least && value <= most)) bad[i] = 1;
  }
}

function countMarks(marks: Uint8Array): number {
  let count = 0;
  for (const mark of marks) count += mark === 0 ? 0 : 1;
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
