/** Detail that frames are aligned by, and the frames and patches made for it. */

/** The B-factor's weight in a correlation, exp(-B k² / 2), below which a frequency is not looked at. */
const leastWeight = 1 / 2000;
/** Fewest pixels along the shorter side of a binned frame. */
const leastSize = 96;
/** Side of a patch without its overlap, Å: about what moves as one, and room for enough signal. */
const patchSizeA = 500;
const mostPatches = 8;

/** Finest detail that frames are aligned by, Å: what the B-factor (Å²) leaves anything of, or `finestA` allows. */
export function finestSeenA({ bFactorA2, finestA }: { bFactorA2: number; finestA: number }): number {
  return Math.max(finestA, Math.sqrt(Math.max(0, bFactorA2) / (-2 * Math.log(leastWeight))));
}

/** Pixels binned into one for aligning, so that half a cycle a binned pixel is about as fine as `seenA`. */
export function chooseBinning(pixelSizeA: number, shape: { height: number; width: number }, seenA: number): number {
  const wanted = Math.round(seenA / 2 / pixelSizeA);
  const most = Math.floor(Math.min(shape.height, shape.width) / leastSize);
  return Math.max(1, Math.min(wanted, most));
}

/** The largest even number up to `limit` whose prime factors are 2, 3 and 5. */
export function smoothSizeUpTo(limit: number): number {
  for (let size = Math.floor(limit / 2) * 2; size > 2; size -= 2) {
    if (isSmooth(size)) return size;
  }
  return 2;
}

/** The smallest multiple of `step` from `least` on whose prime factors are 2, 3, 5 and 7. */
export function smoothSizeFrom(least: number, step = 1): number {
  let size = Math.ceil(least / step) * step;
  while (!isSmooth(size, 7)) size += step;
  return size;
}

function isSmooth(size: number, greatest = 5): boolean {
  let rest = size;
  for (const prime of [2, 3, 5, 7]) while (prime <= greatest && rest % prime === 0) rest /= prime;
  return rest === 1;
}

/** Patches along one axis: their first pixels, their size, and the taper over which neighbours overlap. */
export interface PatchAxis {
  readonly origins: readonly number[];
  readonly size: number;
  readonly taper: number;
}

/** Overlapping patches over `size` binned pixels of `pixelSizeA`. */
export function dividePatches(size: number, pixelSizeA: number): PatchAxis {
  const count = Math.max(1, Math.min(mostPatches, Math.round((size * pixelSizeA) / patchSizeA), Math.floor(size / 48)));
  if (count === 1) return { origins: [0], size: smoothSizeUpTo(size), taper: Math.ceil(size / 16) };
  const own = smoothSizeUpTo(Math.min(size, (1.34 * size) / count));
  const step = (size - own) / (count - 1);
  const origins = Array.from({ length: count }, (_, i) => Math.round(i * step));
  return { origins, size: own, taper: Math.max(4, Math.round(own - step)) };
}
