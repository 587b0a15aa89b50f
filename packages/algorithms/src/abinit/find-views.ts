import {
  innerRings,
  samplesOf,
  searchRings,
  takeSlices,
  transformVolume,
  type FoundOnRings,
  type Random,
  type RingLayout,
} from '@vitreous/numerics';
import { explainedPower } from '../class2d/class-sums.js';
import { halfOf } from '../class2d/draw-particles.js';
import { anglesFor, mostRings } from '../class2d/ring-layout.js';
import { shiftPriors, turnedView } from '../refine/pose-search.js';
import { randomRotation } from '../rotation.js';
import { spreadDirections } from '../symmetry/directions.js';
import type { AbinitSetup } from './abinit-setup.js';
import type { AbinitState } from './abinit-state.js';

/**
 * Views and shifts with less weight than this part of the best one's are left out. At first all are nearly as likely, and what the
 * unlikely ones add costs most of the time and breaks no symmetry between views.
 */
const leastWeight = 0.1;
/** Noise follows what is left of the particles by this part each step. */
const noiseStep = 0.3;

/** What some particles have in common with all maps at all views. */
export interface FoundViews {
  readonly found: FoundOnRings;
  readonly inner: RingLayout;
  /** (views, 9); rows of `found` are (map, view). */
  readonly views: Float32Array;
}

/** Compares particles with slices of the maps on `rings` rings; the state learns their poses and the noise. */
export async function findViews(
  setup: AbinitSetup,
  state: AbinitState,
  given: { particles: readonly number[]; rings: number; done: number; random: Random },
): Promise<FoundViews> {
  const { source, layout, group, radiusPx, maxShiftPx } = setup;
  const { threads } = setup.work;
  const { particles, rings, done, random } = given;
  const inner = innerRings(layout, rings);
  const stepRad = source.boxPx / rings / (2 * radiusPx);
  const views = spreadDirections(stepRad, group, randomRotation(random));
  const count = views.length / 9;
  const references = await sliceMaps(state.maps, views, inner, { boxPx: source.boxPx, threads });
  const known = particles.every((particle) => (state.classes[particle] ?? -1) >= 0) && done > 0.5;
  const centres = new Float32Array(2 * particles.length);
  if (known) {
    particles.forEach((particle, i) => {
      centres.set(state.shiftsPx.subarray(2 * particle, 2 * particle + 2), 2 * i);
    });
  }
  const offsets = spreadShifts(setup, rings, known);
  const found = await searchRings(
    {
      layout: inner,
      samples: await setup.rings.take(particles),
      stride: samplesOf(layout),
      angles: anglesFor(Math.max(...inner.orders)),
      aberrations: particles.map((particle) => source.aberration(particle)),
      pixelSizeA: source.pixelSizeA,
      centres,
      offsets,
      shiftPriors: shiftPriors(centres, offsets, Math.max(0.5, maxShiftPx / 2)),
      references,
      classPriors: new Float32Array(state.maps.length * count),
      inverseNoise: Float32Array.from(inner.orders, (_, ring) => 1 / (state.noise[ring] ?? Infinity)),
      sharpness: 1,
      least: leastWeight,
      halves: Uint8Array.from(particles, (particle) => halfOf(particle)),
    },
    { threads },
  );
  particles.forEach((particle, i) => {
    const row = found.best.classes[i] ?? 0;
    state.classes[particle] = Math.floor(row / count);
    state.rotations.set(turnedView(views, row % count, found.best.angleRad[i] ?? 0), 9 * particle);
    state.shiftsPx.set(found.best.shiftPx.subarray(2 * i, 2 * i + 2), 2 * particle);
  });
  const share = particles.length * setup.rings.noiseShare;
  learnNoise(state.noise, found, explainedPower(found, references, inner, state.maps.length * count), share);
  return { found, inner, views };
}

/** Slices of all maps at all views, one after the other. */
async function sliceMaps(
  maps: readonly Float32Array[],
  views: Float32Array,
  inner: RingLayout,
  { boxPx, threads }: { boxPx: number; threads: number },
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (const map of maps) {
    const spectrum = await transformVolume(map, boxPx, mostRings(boxPx), { threads });
    parts.push(await takeSlices(spectrum, views, inner, { threads }));
  }
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Shifts on a grid: all over the range, then next to the last one. */
function spreadShifts({ source, maxShiftPx }: AbinitSetup, rings: number, known: boolean): Float32Array {
  const fits = source.boxPx / rings / 3;
  const reach = known ? 1 : Math.max(1, Math.round(maxShiftPx / fits));
  const step = known ? Math.max(0.5, fits / 1.5) : Math.min(fits, maxShiftPx / reach);
  const line = Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * step);
  // Next to the last one: itself and its four neighbours.
  const kept = (x: number, y: number): boolean => !known || x === 0 || y === 0;
  return Float32Array.from(line.flatMap((y) => line.flatMap((x) => (kept(x, y) ? [x, y] : []))));
}

function learnNoise(noise: Float64Array, { power }: FoundOnRings, explained: Float64Array, share: number): void {
  explained.forEach((value, ring) => {
    const own = noise[ring] ?? 0;
    const all = power[ring] ?? 0;
    noise[ring] = (1 - noiseStep) * own + (noiseStep * Math.max(0.05 * all, all - own * value)) / share;
  });
}
