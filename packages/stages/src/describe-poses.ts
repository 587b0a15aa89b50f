import { anglesOf, type RefinedParticles } from '@vitreous/algorithms';
import { createStandardDataset, posesOfAngles, withColumns, type Dataset } from '@vitreous/formats';

/** Particles of which it is known how they lie. */
export type Posed = Pick<RefinedParticles, 'rotations' | 'shiftsPx' | 'halves' | 'scores' | 'scales'>;

/** The particles with what was found of them, as datasets and RELION have it; `classes` where there are several maps. */
export function describePoses(
  dataset: Dataset,
  { rotations, shiftsPx, halves, scores, scales, classes }: Posed & { readonly classes?: ArrayLike<number> },
  pixelSizeA: number,
): Dataset {
  const count = halves.length;
  const degrees = 180 / Math.PI;
  const angles = Array.from({ length: count }, (_, i) => {
    const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, k = 1] = rotations.subarray(9 * i, 9 * i + 9);
    const { rotRad, tiltRad, psiRad } = anglesOf([a, b, c, d, e, f, g, h, k]);
    return [rotRad * degrees, tiltRad * degrees, psiRad * degrees];
  });
  return withColumns(
    dataset,
    createStandardDataset(count, {
      'alignments3D/split': halves,
      'alignments3D/pose': posesOfAngles(Float64Array.from(angles.flat())),
      'alignments3D/shift': shiftsPx.map((value) => -value),
      'alignments3D/psize_A': new Float32Array(count).fill(pixelSizeA),
      'alignments3D/alpha': scales,
      'alignments3D/cross_cor': scores,
      // What the particle's best pose is less likely than no particle.
      'alignments3D/error': scores.map((score) => -score),
      'alignments3D/weight': new Float32Array(count).fill(1),
      ...(classes === undefined && {
        'alignments3D/class_posterior': new Float32Array(count).fill(1),
        'alignments3D/class_ess': new Float32Array(count).fill(1),
      }),
      'alignments3D/class': Uint32Array.from({ length: count }, (_, i) => classes?.[i] ?? 0),
    }),
  );
}
