import { judgeHalves, type JudgedHalves } from '@vitreous/algorithms';
import { integerParam, numberParam, type RunContext } from '@vitreous/job-kit';
import { windowParam } from './particle-params.js';
import type { HalfMaps } from './read-maps.js';

/** How curves of halves are made, in jobs about finished maps. */
export const judgeParams = {
  window_inner_A: windowParam,
  mask_threshold: numberParam('Mask made of the map: part of the strongest voxel', 0.15, { gt: 0, le: 1 }),
  mask_near_A: numberParam('Mask made of the map: widened by (Å)', 6, { ge: 0, advanced: true }),
  mask_far_A: numberParam('Mask made of the map: falls to 0 up to (Å)', 18, { ge: 0, advanced: true }),
  random_seed: integerParam('Random seed', 1, { advanced: true }),
  compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
};

interface JudgeParams {
  readonly window_inner_A: number | null;
  readonly mask_threshold: number;
  readonly mask_near_A: number;
  readonly mask_far_A: number;
  readonly random_seed: number;
}

/** Radius of the ball that holds the particle, voxels. */
export function radiusOf(
  { window_inner_A }: Pick<JudgeParams, 'window_inner_A'>,
  grid: Omit<HalfMaps, 'halves'>,
): number {
  const wanted = (window_inner_A ?? 0.85 * grid.boxPx * grid.pixelSizeA) / grid.pixelSizeA / 2;
  return Math.min(wanted, grid.boxPx / 2 - 2);
}

/** The curves of half maps, through the mask given or one made of them. */
export function judge(
  maps: HalfMaps,
  mask: Float32Array | null,
  params: JudgeParams,
  { threads }: Pick<RunContext, 'threads'>,
): Promise<JudgedHalves> {
  return judgeHalves(
    maps.halves,
    mask,
    {
      pixelSizeA: maps.pixelSizeA,
      radiusPx: radiusOf(params, maps),
      seed: params.random_seed,
      threshold: params.mask_threshold,
      dilateA: params.mask_near_A,
      edgeA: Math.max(0, params.mask_far_A - params.mask_near_A),
    },
    { threads },
  );
}
