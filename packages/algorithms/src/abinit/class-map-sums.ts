import { createSliceSums, type SliceSums } from '@vitreous/numerics';
import { mostRings } from '../class2d/ring-layout.js';
import { gather } from '../reconstruct/insert-particles.js';
import { joinFiltered } from '../reconstruct/join-filtered.js';
import { divideSums } from '../reconstruct/solve-map.js';
import type { AbinitSetup } from './abinit-setup.js';
import type { AbinitState } from './abinit-state.js';
import type { FoundViews } from './find-views.js';
import { insertViews } from './insert-views.js';

/** What both halves of each class have gathered. */
export type ClassMapSums = readonly (readonly [SliceSums, SliceSums])[];

export function createClassMapSums({ source: { boxPx }, settings }: AbinitSetup): ClassMapSums {
  const rings = mostRings(boxPx);
  return Array.from(
    { length: settings.classes },
    () => [createSliceSums(boxPx, rings), createSliceSums(boxPx, rings)] as const,
  );
}

/** Adds what views have gathered to the sums of their class, as slices; what was there before counts `memory` times. */
export async function addViews(
  { source, symmetry, work: { threads } }: AbinitSetup,
  state: AbinitState,
  sums: ClassMapSums,
  { found, inner, views }: FoundViews,
  memory: number,
): Promise<void> {
  const count = views.length / 9;
  for (const [k, halves] of sums.entries()) {
    let weight = 0;
    for (const [half, target] of halves.entries()) {
      await target.fade(memory);
      const rows = Array.from({ length: count }, (_, view) => (half * sums.length + k) * count + view).filter(
        (row) => (found.counts[row] ?? 0) > 1e-3,
      );
      if (rows.length === 0) continue;
      for (const row of rows) weight += found.counts[row] ?? 0;
      const own = rows.map((row) => row % count);
      const rotations = gather(views, own, 9);
      const { pixelSizeA } = source;
      await insertViews(target, found, rows, { inner, rotations, pixelSizeA, symmetry, threads });
    }
    state.counts[k] = memory * (state.counts[k] ?? 0) + weight;
  }
}

/** New maps: halves divided, joined under a filter by what they agree on. */
export async function renewMaps(
  { source: { boxPx }, sphere, work: { threads } }: AbinitSetup,
  state: AbinitState,
  sums: ClassMapSums,
  shells: number,
): Promise<void> {
  for (const [k, [a, b]] of sums.entries()) {
    const halves = [await divideSums(a, { threads }), await divideSums(b, { threads })] as const;
    const joined = await joinFiltered(halves, { n: boxPx, shells, mask: sphere }, { threads });
    if (k === 0) state.agreed = joined.agreed;
    state.maps[k] = joined.map;
  }
}
