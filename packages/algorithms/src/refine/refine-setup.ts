import type { RingLayout } from '@vitreous/numerics';
import { openParticlesOnRings, type ParticlesOnRings, type ParticleSource } from '../class2d/particle-source.js';
import { layOutRings, mostRings } from '../class2d/ring-layout.js';
import { softSphere } from '../mask/soft-sphere.js';
import { maskEdgePx } from '../mask/particle-mask.js';
import { maskRadiusPx } from '../reconstruct/reconstruct.js';
import type { Matrix3 } from '../rotation.js';
import { symmetryRotations } from '../symmetry/point-group.js';
import type { PoseSearch } from './pose-search.js';
import type { RefineSettings } from './refine-settings.js';

/** What stays the same from the first iteration to the last. */
export interface RefineSetup {
  readonly source: ParticleSource;
  readonly group: readonly Matrix3[];
  readonly radiusPx: number;
  readonly layout: RingLayout;
  readonly rings: ParticlesOnRings;
  /** The soft ball that holds the particle. */
  readonly sphere: Float32Array;
  /** What references are seen through: the ball, or a mask that was given. */
  readonly mask: Float32Array;
  readonly maxShiftPx: number;
  readonly widthA: number;
  readonly work: { readonly threads: number; readonly signal: AbortSignal };
}

export function setUpRefinement(
  source: ParticleSource,
  settings: Pick<RefineSettings, 'symmetry' | 'maskDiameterA' | 'maxShiftA' | 'cacheBytes' | 'mask'>,
  work: { readonly threads: number; readonly signal: AbortSignal },
): RefineSetup {
  const { boxPx, pixelSizeA } = source;
  const radiusPx = maskRadiusPx(settings.maskDiameterA, source);
  const maxShiftPx = Math.max(1, settings.maxShiftA / pixelSizeA);
  const layout = layOutRings({
    boxPx,
    rings: mostRings(boxPx),
    referenceRadiusPx: radiusPx + maskEdgePx,
    shiftPx: maxShiftPx,
  });
  const sphere = softSphere(boxPx, radiusPx, maskEdgePx);
  return {
    source,
    group: symmetryRotations(settings.symmetry),
    radiusPx,
    layout,
    rings: openParticlesOnRings(source, layout, {
      maskRadiusPx: radiusPx,
      cacheBytes: settings.cacheBytes,
      threads: work.threads,
    }),
    sphere,
    mask: settings.mask ?? sphere,
    maxShiftPx,
    widthA: boxPx * pixelSizeA,
    work,
  };
}

/** A search among particles whose noise is known. */
export function searchOf(setup: RefineSetup, noise: Float64Array): PoseSearch {
  return {
    source: setup.source,
    layout: setup.layout,
    inverseNoise: Float32Array.from(noise, (value) => 1 / value),
    shiftSpreadPx: Math.max(0.5, setup.maxShiftPx / 2),
    threads: setup.work.threads,
  };
}

/** Steps between views that the fit bridges: a part of what `rings` rings resolve at the particle's rim. */
export function viewStepRad({ source, radiusPx }: RefineSetup, rings: number): number {
  return (0.8 * source.boxPx) / rings / (2 * radiusPx);
}

/** Shifts on a grid that the fit bridges, within a disc of `reachPx`: x, y, x, … */
export function shiftGrid({ source }: RefineSetup, rings: number, reachPx: number): Float32Array {
  const step = Math.max(0.75, source.boxPx / rings / 4);
  const reach = Math.floor(reachPx / step);
  const line = Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * step);
  return Float32Array.from(
    line.flatMap((y) => line.flatMap((x) => (Math.hypot(x, y) <= reachPx + 1e-6 ? [x, y] : []))),
  );
}

/** A map seen through a mask. */
export function through(map: Float32Array, mask: Float32Array): Float32Array {
  return map.map((value, i) => value * (mask[i] ?? 0));
}
