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
  /** Of each exposure group; null for none. */
  readonly aberrations: WantedAberrations | null;
  /** How far the defocus of each particle may be off, Å; null where it is left as it is. */
  readonly defocus_range_A: number | null;
  /** Nothing coarser is compared, Å. */
  readonly min_res_A: number;
  /** Nothing finer is compared, Å; null for all that the halves agree on. */
  readonly max_res_A: number | null;
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
  const settings = {
    maskDiameterA: maps.maskDiameterA,
    mask: maps.mask,
    maxShiftA: 0,
    cacheBytes: maps.cacheBytes,
    coarsestA: search.min_res_A,
    finestA: search.max_res_A ?? 0,
  };
  const kv = findNumbers(given.dataset, 'ctf/accel_kv');
  const accelKv = (particle: number): number => kv?.[particle] ?? NaN;
  let particles = given;
  let groups: ReadonlyMap<number, MeasuredGroup> = new Map();
  if (search.aberrations !== null) {
    const { source, dataset } = particles;
    const known = await takeHalfMaps(source, poses, maps.halves, settings, workOf('reading maps'));
    const wanted = { wanted: search.aberrations, accelKv };
    groups = await measureAberrations(known, poses, groupsOf(dataset), wanted, workOf('aberrations'));
    particles = await reopen(addAberrations(dataset, groups));
  }
  if (search.defocus_range_A === null) return { particles, groups, defocusChangesA: null };
  const { source, dataset } = particles;
  const known = await takeHalfMaps(source, poses, maps.halves, settings, workOf('reading maps'));
  const reach = { reachA: search.defocus_range_A, spreadA: usualPart * search.defocus_range_A };
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
