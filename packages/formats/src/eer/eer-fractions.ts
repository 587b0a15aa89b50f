/**
 * How many raw frames each of `fractions` fractions takes: all raw frames in their order, as evenly as whole frames
 * allow. Fraction f begins at raw frame floor(f * rawFrames / fractions), so that sizes differ by at most one and no
 * frame is left out (dividing by a fixed size would drop the rest).
 */
export function divideRawFrames(rawFrames: number, fractions: number): Uint32Array {
  const start = (fraction: number): number => Math.floor((fraction * rawFrames) / fractions);
  return Uint32Array.from({ length: fractions }, (_, fraction) => start(fraction + 1) - start(fraction));
}
