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
  return withColumns(
    dataset,
    createStandardDataset(count, {
      'alignments3D/split': halves,
      'alignments3D/pose': posesOfRotations(rotations),
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

/** Rotations (9 numbers each, r_image = rotation r_map) as rotation vectors, three a row. */
export function posesOfRotations(rotations: Float32Array): Float64Array {
  const degrees = 180 / Math.PI;
  const angles = new Float64Array(rotations.length / 3);
  for (let i = 0; 9 * i < rotations.length; i++) {
    const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0, k = 1] = rotations.subarray(9 * i, 9 * i + 9);
    const { rotRad, tiltRad, psiRad } = anglesOf([a, b, c, d, e, f, g, h, k]);
    angles.set([rotRad * degrees, tiltRad * degrees, psiRad * degrees], 3 * i);
  }
  return posesOfAngles(angles);
}
