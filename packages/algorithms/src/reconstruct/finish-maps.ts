import { createSliceSums, type SliceSums } from '@vitreous/numerics';
import { compareHalves, type FscCurves } from '../fsc/fsc-curves.js';
import { correlateVolumes, crossingOf } from '../fsc/shells.js';
import { maskEdgePx, maskOfParticle } from '../mask/particle-mask.js';
import { softSphere } from '../mask/soft-sphere.js';
import { fitGuinier, sharpenMap, type GuinierFit } from './guinier.js';
import { divideSums, regulariseSums, signalToNoise } from './solve-map.js';

/** A map with everything that tells how good it is; all volumes are of boxPx³ voxels. */
export interface FinishedMaps {
  readonly map: Float32Array;
  readonly sharpened: Float32Array;
  /** As divided, neither filtered nor masked. */
  readonly halves: readonly [Float32Array, Float32Array];
  readonly mask: Float32Array;
  /** The soft ball about the particle. */
  readonly sphere: Float32Array;
  readonly fsc: FscCurves;
  /** Where the corrected correlation falls below 0.143, and below 0.5; Å. */
  readonly resolutionA: number;
  readonly resolutionAtHalfA: number;
  readonly guinier: GuinierFit | null;
}

/** Guinier plots begin where shapes matter no more. */
const guinierFromA = 10;

/** Maps, masks and curves from the sums of two halves. */
export async function finishMaps(
  [first, second]: readonly [SliceSums, SliceSums],
  {
    pixelSizeA,
    radiusPx,
    seed,
    mask: given,
  }: {
    pixelSizeA: number;
    radiusPx: number;
    seed: number;
    /** Of boxPx³ voxels, 0 to 1; made from the map where there is none. */
    mask?: Float32Array | null;
  },
  { threads = 1 }: { threads?: number } = {},
): Promise<FinishedMaps> {
  const n = first.boxPx;
  const halves = [await divideSums(first, { threads }), await divideSums(second, { threads })] as const;
  const sphere = softSphere(n, radiusPx, maskEdgePx);
  const through = halves.map((half) => half.map((value, i) => value * (sphere[i] ?? 0)));
  const rough = await correlateVolumes(through[0] ?? halves[0], through[1] ?? halves[1], n, { threads });
  const both = createSliceSums(n, first.rings);
  let map: Float32Array;
  try {
    await both.add(first);
    await both.add(second);
    map = await regulariseSums(both, signalToNoise(rough, 2), { threads });
  } finally {
    await both.release();
  }
  const widthA = n * pixelSizeA;
  const toA = (shell: number): number => widthA / Math.max(1, shell);
  const resolutionA = toA(crossingOf(rough, 0.143));
  const mask = given ?? (await maskOfParticle(map, { n, pixelSizeA, sphere, resolutionA }, { threads }));
  const fsc = await compareHalves(halves, { n, sphere, mask, seed }, { threads });
  const end = crossingOf(fsc.corrected, 0.143);
  const masked = map.map((value, i) => value * (mask[i] ?? 0));
  const fit = { n, pixelSizeA, fromA: guinierFromA, toA: toA(end) };
  const guinier = await fitGuinier(masked, fit, { threads });
  const sharpened = await sharpenMap(
    map,
    {
      n,
      pixelSizeA,
      bFactorA2: Math.max(0, guinier?.bFactorA2 ?? 0),
      toShell: end,
    },
    { threads },
  );
  return {
    map,
    sharpened: sharpened.map((value, i) => value * (mask[i] ?? 0)),
    halves,
    mask,
    sphere,
    fsc,
    resolutionA: toA(end),
    resolutionAtHalfA: toA(crossingOf(fsc.corrected, 0.5)),
    guinier,
  };
}
