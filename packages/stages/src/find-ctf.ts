import {
  measureAberrations,
  measureDefocus,
  takeHalfMaps,
  type Aberrations,
  type MeasuredGroup,
  type PosedParticles,
  type WantedAberrations,
} from '@vitreous/algorithms';
import { createStandardDataset, findNumbers, withColumns, type Dataset } from '@vitreous/formats';
import type { StageContext } from './context.js';
import type { OpenParticles } from './open-particles.js';

/** What of the contrast transfer of particles is looked for. */
export interface CtfSearch {
  /** Of each exposure group; null for none. Nothing coarser than `min_res_A` is compared. */
  readonly aberrations: { readonly wanted: WantedAberrations; readonly min_res_A: number } | null;
  /** Of each particle, off by as much as `range_A`; null where it is left as it is. `max_res_A`: null for all that halves agree on. */
  readonly defocus: {
    readonly range_A: number;
    readonly min_res_A: number;
    readonly max_res_A: number | null;
  } | null;
}

/** Half maps of the particles' box, and what they are seen through. */
export interface MapsToCompare {
  readonly halves: readonly [Float32Array, Float32Array];
  /** 0 to 1; null for the ball. */
  readonly mask: Float32Array | null;
  /** Diameter of the ball that holds the particle, Å. */
  readonly maskDiameterA: number;
  readonly cacheBytes: number;
}

export interface FoundCtf {
  /** The particles with what was found, opened again. */
  readonly particles: OpenParticles;
  /** By exposure group. */
  readonly groups: ReadonlyMap<number, MeasuredGroup>;
  /** What was added to each defocus, Å; null where it was not looked for. */
  readonly defocusChangesA: Float32Array | null;
}

/** Of the range of defocus: what is expected. */
const usualPart = 0.25;

/**
 * Finds aberrations of exposure groups, and then the defocus of particles, against half maps; `reopen` opens particles whose
 * table has changed.
 *
 * @throws UserError when the maps do not fit the particles or tell too little.
 */
export async function findCtf(
  given: OpenParticles,
  poses: PosedParticles,
  maps: MapsToCompare,
  search: CtfSearch,
  { context, reopen }: { context: StageContext; reopen: (changed: Dataset) => Promise<OpenParticles> },
): Promise<FoundCtf> {
  const { threads, signal } = context;
  const workOf = (what: string) => ({
    threads,
    signal,
    onProgress: (share: number) => {
      context.progress(share, what);
    },
  });
  const { maskDiameterA, mask, cacheBytes } = maps;
  const settings = { maskDiameterA, mask, cacheBytes, maxShiftA: 0 };
  const kv = findNumbers(given.dataset, 'ctf/accel_kv');
  const accelKv = (particle: number): number => kv?.[particle] ?? NaN;
  let particles = given;
  let groups: ReadonlyMap<number, MeasuredGroup> = new Map();
  if (search.aberrations !== null) {
    const { source, dataset } = particles;
    const { wanted, min_res_A } = search.aberrations;
    const range = { ...settings, coarsestA: min_res_A, finestA: 0 };
    const known = await takeHalfMaps(source, poses, maps.halves, range, workOf('reading maps'));
    groups = await measureAberrations(known, poses, groupsOf(dataset), { wanted, accelKv }, workOf('aberrations'));
    particles = await reopen(addAberrations(dataset, groups));
  }
  if (search.defocus === null) return { particles, groups, defocusChangesA: null };
  const { source, dataset } = particles;
  const { range_A, min_res_A, max_res_A } = search.defocus;
  const range = { ...settings, coarsestA: min_res_A, finestA: max_res_A ?? 0 };
  const known = await takeHalfMaps(source, poses, maps.halves, range, workOf('reading maps'));
  const reach = { reachA: range_A, spreadA: usualPart * range_A };
  const changes = await measureDefocus(known, poses, accelKv, reach, workOf('defocus of particles'));
  particles = await reopen(addDefocus(dataset, (row) => changes[row] ?? 0));
  return { particles, groups, defocusChangesA: changes };
}

function groupsOf(dataset: Dataset): ArrayLike<number> {
  return findNumbers(dataset, 'ctf/exp_group_id') ?? new Uint32Array(dataset.length);
}

/** A table whose rows have the aberrations of their group besides those they had. */
function addAberrations(dataset: Dataset, groups: ReadonlyMap<number, MeasuredGroup>): Dataset {
  const ids = groupsOf(dataset);
  const valueOf = (row: number, name: keyof Aberrations, axis: number): number =>
    groups.get(ids[row] ?? 0)?.found[name][axis] ?? 0;
  const add = (column: string, width: number, name: keyof Aberrations): Float32Array => {
    const before = findNumbers(dataset, column);
    return Float32Array.from(
      { length: width * dataset.length },
      (_, i) => (before?.[i] ?? 0) + valueOf(Math.floor(i / width), name, i % width),
    );
  };
  const changed = createStandardDataset(dataset.length, {
    'ctf/shift_A': add('ctf/shift_A', 2, 'shiftA'),
    'ctf/tilt_A': add('ctf/tilt_A', 2, 'tiltA'),
    'ctf/trefoil_A': add('ctf/trefoil_A', 2, 'trefoilA'),
    'ctf/tetra_A': add('ctf/tetra_A', 4, 'tetraA'),
    'ctf/cs_mm': add('ctf/cs_mm', 1, 'csMm'),
  });
  return addDefocus(withColumns(dataset, changed), (row) => valueOf(row, 'defocusA', 0));
}

/** Both axes move together. */
function addDefocus(dataset: Dataset, by: (row: number) => number): Dataset {
  const moved = (name: string): Float32Array =>
    Float32Array.from(findNumbers(dataset, name) ?? [], (value, row) => value + by(row));
  return withColumns(
    dataset,
    createStandardDataset(dataset.length, { 'ctf/df1_A': moved('ctf/df1_A'), 'ctf/df2_A': moved('ctf/df2_A') }),
  );
}
