import { compareHalves, type FscCurves } from '../fsc/fsc-curves.js';
import { correlateVolumes, crossingOf } from '../fsc/shells.js';
import { maskEdgePx, maskOfParticle } from '../mask/particle-mask.js';
import { softSphere } from '../mask/soft-sphere.js';

export interface JudgeSettings {
  readonly pixelSizeA: number;
  /** Radius of the ball that holds the particle. */
  readonly radiusPx: number;
  /** Of the random phases that curves are corrected with. */
  readonly seed: number;
  /** How a mask is made where none is given: part of the strongest voxel, how far it is widened, its edge. */
  readonly threshold?: number;
  readonly dilateA?: number;
  readonly edgeA?: number;
}

/** How two maps of n³ voxels agree, and the mask through which that was judged. */
export interface JudgedHalves {
  readonly mask: Float32Array;
  readonly fsc: FscCurves;
  /** Where the corrected correlation falls below 0.143, and below 0.5; Å. */
  readonly resolutionA: number;
  readonly resolutionAtHalfA: number;
}

/** Curves of two half maps, through the mask given or through one made of their mean. */
export async function judgeHalves(
  halves: readonly [Float32Array, Float32Array],
  given: Float32Array | null,
  settings: JudgeSettings,
  { threads = 1 }: { threads?: number } = {},
): Promise<JudgedHalves> {
  const { pixelSizeA, radiusPx, seed } = settings;
  const n = Math.round(Math.cbrt(halves[0].length));
  const toA = (shell: number): number => (n * pixelSizeA) / Math.max(1, shell);
  const sphere = softSphere(n, radiusPx, maskEdgePx);
  const makeMask = async (): Promise<Float32Array> => {
    const [a, b] = [through(halves[0], sphere), through(halves[1], sphere)];
    const resolutionA = toA(crossingOf(await correlateVolumes(a, b, n, { threads }), 0.143));
    return maskOfParticle(meanOf(halves), { ...settings, n, sphere, resolutionA }, { threads });
  };
  const mask = given ?? (await makeMask());
  const fsc = await compareHalves(halves, { n, sphere, mask, seed }, { threads });
  return {
    mask,
    fsc,
    resolutionA: toA(crossingOf(fsc.corrected, 0.143)),
    resolutionAtHalfA: toA(crossingOf(fsc.corrected, 0.5)),
  };
}

export function meanOf([first, second]: readonly [Float32Array, Float32Array]): Float32Array {
  return first.map((value, i) => (value + (second[i] ?? 0)) / 2);
}

/** A map through a mask. */
export function through(map: Float32Array, mask: Float32Array): Float32Array {
  return map.map((value, i) => value * (mask[i] ?? 0));
}
