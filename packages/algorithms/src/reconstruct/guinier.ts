import { forwardReal } from '@vitreous/numerics';
import { filterVolume, lowPass, multiplyOnShells } from '../fsc/shells.js';

export interface GuinierFit {
  /** B-factor of the fall-off, Å² (positive: the map fades with resolution). */
  readonly bFactorA2: number;
  /** Shells fitted: 1 / d² in 1/Å² and the logarithm of the mean amplitude. */
  readonly inverseSquareA: Float64Array;
  readonly logAmplitude: Float64Array;
}

/**
 * Fits the logarithm of a map's amplitudes against 1 / d² from `fromA` to `toA` (Rosenthal and Henderson 2003, J. Mol. Biol.
 * 333, 721); null where fewer than four shells lie between.
 */
export async function fitGuinier(
  map: Float32Array,
  { n, pixelSizeA, fromA, toA }: { n: number; pixelSizeA: number; fromA: number; toA: number },
  { threads = 1 }: { threads?: number } = {},
): Promise<GuinierFit | null> {
  const spectrum = await forwardReal(map, [n, n, n], { threads });
  const { first } = multiplyOnShells(spectrum, spectrum, n);
  const points: { x: number; y: number }[] = [];
  for (let shell = 1; shell < first.length; shell++) {
    const resolutionA = (n * pixelSizeA) / shell;
    if (resolutionA > fromA || resolutionA < toA) continue;
    const mean = (first[shell] ?? 0) / (4 * Math.PI * shell * shell);
    if (mean > 0) points.push({ x: 1 / resolutionA ** 2, y: 0.5 * Math.log(mean) });
  }
  if (points.length < 4) return null;
  const middle = (of: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x0, y0] = [middle('x'), middle('y')];
  const slope =
    points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) /
    points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
  return {
    bFactorA2: -4 * slope,
    inverseSquareA: Float64Array.from(points, ({ x }) => x),
    logAmplitude: Float64Array.from(points, ({ y }) => y),
  };
}

/** A map whose amplitudes rise by exp(B k² / 4), nothing beyond `toShell`. */
export function sharpenMap(
  map: Float32Array,
  { n, pixelSizeA, bFactorA2, toShell }: { n: number; pixelSizeA: number; bFactorA2: number; toShell: number },
  options: { threads?: number } = {},
): Promise<Float32Array> {
  const edge = lowPass(toShell, 2);
  return filterVolume(
    map,
    n,
    (radius) => {
      const k = radius / (n * pixelSizeA);
      return edge(radius) * Math.exp((bFactorA2 * k * k) / 4);
    },
    options,
  );
}
