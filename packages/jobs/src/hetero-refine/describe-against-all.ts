import type { SortedParticles } from '@vitreous/algorithms';
import { createDataset, floatColumn, indexColumn, type Dataset } from '@vitreous/formats';
import { posesOfRotations } from '@vitreous/stages';

/** How each particle lies against every map and how likely it is a view of it, a value or a row for each map: `alignments3D_multi`. */
export function describeAgainstAll(
  { classes, halves, posteriors, rotations, shiftsPx, scores }: SortedParticles,
  pixelSizeA: number,
): Dataset {
  const count = halves.length;
  const one = (values: Float32Array): ReturnType<typeof floatColumn> => floatColumn(values, [classes]);
  const fields = {
    split: indexColumn(Uint32Array.from(halves)),
    psize_A: floatColumn(new Float32Array(count).fill(pixelSizeA)),
    pose: floatColumn(Float32Array.from(posesOfRotations(rotations)), [classes, 3]),
    shift: floatColumn(
      shiftsPx.map((value) => -value),
      [classes, 2],
    ),
    cross_cor: one(scores),
    error: one(scores.map((score) => -score)),
    alpha: one(new Float32Array(count * classes).fill(1)),
    class: indexColumn(
      Uint32Array.from(posteriors, (_, i) => i % classes),
      [classes],
    ),
    class_posterior: one(posteriors),
    class_ess: one(
      Float32Array.from(posteriors, (_, i) => {
        const first = i - (i % classes);
        return 1 / posteriors.subarray(first, first + classes).reduce((sum, value) => sum + value * value, 0);
      }),
    ),
  };
  return createDataset(
    count,
    Object.fromEntries(Object.entries(fields).map(([name, column]) => [`alignments3D_multi/${name}`, column])),
  );
}
