import { anglesOf, type RefinedParticles } from '@vitreous/algorithms';
import { createStandardDataset, posesOfAngles, withColumns, type Dataset } from '@vitreous/formats';

/** The particles with what was found of them, as datasets and RELION have it. */
export function describePoses(
  dataset: Dataset,
  { rotations, shiftsPx, halves, scores, scales, classes }: RefinedParticles & { readonly classes?: ArrayLike<number> },
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
      'alignments3D/class': Uint32Array.from({ length: count }, (_, i) => classes?.[i] ?? 0),
    }),
  );
}
