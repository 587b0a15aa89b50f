import { forwardReal, inverseReal } from '@vitreous/numerics';
import { visitHalfSpectrum } from '../fsc/shells.js';

/** Two maps of n³ voxels with the shells below `shell` of each replaced by the mean of both. */
export async function joinLowShells(
  maps: readonly Float32Array[],
  n: number,
  shell: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array[]> {
  const [first, second] = await Promise.all(maps.map((map) => forwardReal(map, [n, n, n], { threads })));
  if (first === undefined || second === undefined) throw new RangeError('two maps are joined');
  visitHalfSpectrum(n, (index, radius) => {
    if (radius >= shell) return;
    for (const at of [2 * index, 2 * index + 1]) {
      first[at] = second[at] = ((first[at] ?? 0) + (second[at] ?? 0)) / 2;
    }
  });
  return Promise.all([first, second].map((spectrum) => inverseReal(spectrum, [n, n, n], { threads })));
}
