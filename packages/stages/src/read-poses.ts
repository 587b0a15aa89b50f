import { matrixOfAngles } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { anglesOfPoses, findIds, findNumbers, type Dataset } from '@vitreous/formats';

/** Poses as algorithms have them: r_image = rotation r_map; where the particle's middle lies. */
export interface ReadPoses {
  readonly rotations: Float32Array;
  readonly shiftsPx: Float32Array;
  /** Strength of the signal (alignments3D/alpha); 1 where the table does not say. */
  readonly scales: Float32Array;
}

/** Poses of a table of particles. @throws UserError when it has none. */
export function readPoses(dataset: Dataset, pixelSizeA: number, path: string): ReadPoses {
  const poses = findNumbers(dataset, 'alignments3D/pose');
  const shifts = findNumbers(dataset, 'alignments3D/shift');
  if (poses === null || shifts === null) {
    throw new UserError(`${path} does not say how its particles lie: refine them first.`);
  }
  const radians = Math.PI / 180;
  const angles = anglesOfPoses(poses);
  const rotations = new Float32Array(9 * dataset.length);
  for (let i = 0; i < dataset.length; i++) {
    const [rot = 0, tilt = 0, psi = 0] = angles.subarray(3 * i, 3 * i + 3);
    rotations.set(matrixOfAngles(rot * radians, tilt * radians, psi * radians), 9 * i);
  }
  const sizes = findNumbers(dataset, 'alignments3D/psize_A');
  const shiftsPx = Float32Array.from(shifts, (shift, i) => (-shift * (sizes?.[i >> 1] ?? pixelSizeA)) / pixelSizeA);
  const alphas = findNumbers(dataset, 'alignments3D/alpha');
  const scales = Float32Array.from({ length: dataset.length }, (_, i) => {
    const alpha = alphas?.[i] ?? 1;
    return alpha > 0 ? alpha : 1;
  });
  return { rotations, shiftsPx, scales };
}

/** The half of each particle: as the table has it, else drawn by its id, so that it is the same whenever it is asked for. */
export function readHalves(dataset: Dataset): Uint8Array {
  const split = findNumbers(dataset, 'alignments3D/split');
  if (split !== null && new Set(Array.from(split)).size === 2) return Uint8Array.from(split, (half) => half & 1);
  const ids = findIds(dataset, 'uid');
  return Uint8Array.from({ length: dataset.length }, (_, i) => {
    const id = ids?.[i] ?? BigInt(i + 1);
    return Math.imul(Number((id ^ (id >> 32n)) & 0xffffffffn), 0x9e3779b1) >>> 31;
  });
}
