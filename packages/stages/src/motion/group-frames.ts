/** A movie as RELION groups it: every frame of equally many raw frames, those that remain left out. */
export interface GroupedFrames {
  /** Raw frames of each frame. */
  readonly rawFrames: number;
  /** For each frame its place among the frames that were used, counted from 0, NaN where it was not used. */
  readonly positions: Float64Array;
  /** The first frame used. */
  readonly first: number;
  /** Frames of ours that pass from one frame to the next. */
  readonly step: number;
  /** Part of all raw frames that a frame holds. */
  readonly share: number;
}

/**
 * Our frames may differ by one raw frame, so that none is lost; RELION's are equal. Both are the same where the
 * number of raw frames is a multiple of that of frames; elsewhere each frame of RELION's stands where its middle lies
 * between the middles of ours.
 *
 * @param rawFrames raw frames in each of our frames.
 * @param firstFrame the first of our frames that was used, and `used` how many were.
 */
export function groupFrames(rawFrames: Uint32Array, firstFrame: number, used: number): GroupedFrames {
  const total = rawFrames.reduce((sum, count) => sum + count, 0);
  const grouping = Math.max(1, Math.round(total / rawFrames.length));
  const ends: number[] = [];
  for (const count of rawFrames) ends.push((ends.at(-1) ?? 0) + count);
  const middles = ends.map((end, frame) => end - (rawFrames[frame] ?? 0) / 2);
  const start = (ends[firstFrame] ?? 0) - (rawFrames[firstFrame] ?? 0);
  const end = ends[firstFrame + used - 1] ?? total;
  const positions = Float64Array.from({ length: Math.floor(total / grouping) }, (_, group) => {
    const middle = (group + 0.5) * grouping;
    if (middle < start || middle > end) return NaN;
    const next = middles.findIndex((value) => value >= middle);
    const before = next < 0 ? middles.length - 1 : Math.max(0, next - 1);
    const [low, high] = [middles[before] ?? 0, middles[before + 1] ?? Infinity];
    const at = before + Math.max(0, Math.min(1, (middle - low) / (high - low)));
    return Math.max(0, Math.min(used - 1, at - firstFrame));
  });
  return {
    rawFrames: grouping,
    positions,
    first: Math.max(
      0,
      positions.findIndex((at) => !Number.isNaN(at)),
    ),
    step: (grouping * rawFrames.length) / total,
    share: grouping / total,
  };
}
