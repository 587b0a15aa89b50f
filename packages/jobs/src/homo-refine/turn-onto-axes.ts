import { alignToAxes, moveMap, symmetryRotations } from '@vitreous/algorithms';
import type { RunContext } from '@vitreous/job-kit';

/** Finds what brings a map onto the axes of a point group; answers what does so to maps. */
export async function turnOntoAxes(
  map: Float32Array,
  symmetry: string,
  radiusPx: number,
  context: RunContext,
): Promise<(map: Float32Array) => Promise<Float32Array> | Float32Array> {
  const group = symmetryRotations(symmetry);
  if (group.length === 1) return (one) => one;
  const { move, before, after } = await alignToAxes(map, group, { radiusPx }, context);
  await context.log(
    `The first map turned onto the axes of ${symmetry}, which explain ${after.toFixed(2)} of it (as it came: ${before.toFixed(2)}).`,
  );
  return (one) => moveMap(one, move, context);
}
