import { openParticlesOnRings, type ParticlesOnRings, type ParticleSource } from '../class2d/particle-source.js';
import { layOutRings, mostRings } from '../class2d/ring-layout.js';
import { softSphere } from '../mask/soft-sphere.js';
import type { Matrix3 } from '../rotation.js';
import type { RingLayout } from '@vitreous/numerics';
import type { AbinitSettings } from './abinit-settings.js';

/** What stays the same from the first mini-batch to the last. */
export interface AbinitSetup {
  /** Coarse particles. */
  readonly source: ParticleSource;
  readonly group: readonly Matrix3[];
  /** The same, one matrix after the other. */
  readonly symmetry: Float32Array;
  readonly settings: AbinitSettings;
  readonly starts: number;
  readonly layout: RingLayout;
  readonly rings: ParticlesOnRings;
  /** Of the ball that holds the particle. */
  readonly radiusPx: number;
  readonly sphere: Float32Array;
  readonly maxShiftPx: number;
  readonly work: { readonly threads: number; readonly signal: AbortSignal };
}

const edgePx = 2;
/** Starts where a symmetry is imposed: from one of them about every second map is wrong when particles are few, and a start is cheap. */
const startsWithSymmetry = 6;

export function setUpAbinit(
  source: ParticleSource,
  group: readonly Matrix3[],
  settings: AbinitSettings,
  work: AbinitSetup['work'],
): AbinitSetup {
  const { boxPx, pixelSizeA } = source;
  const radiusPx = Math.min(settings.maskDiameterA / pixelSizeA / 2, Math.floor(boxPx / 2) - edgePx - 1);
  const maxShiftPx = Math.max(0.5, settings.maxShiftA / pixelSizeA);
  const layout = layOutRings({
    boxPx,
    rings: mostRings(boxPx),
    referenceRadiusPx: radiusPx + edgePx,
    shiftPx: maxShiftPx,
  });
  return {
    source,
    group,
    symmetry: Float32Array.from(group.flat()),
    settings,
    starts: settings.starts ?? (group.length > 1 ? startsWithSymmetry : 1),
    layout,
    rings: openParticlesOnRings(source, layout, {
      maskRadiusPx: radiusPx,
      cacheBytes: settings.cacheBytes,
      threads: work.threads,
    }),
    radiusPx,
    sphere: softSphere(boxPx, radiusPx, edgePx),
    maxShiftPx,
    work,
  };
}
