import { join } from 'node:path';
import {
  measureAberrations,
  measureDefocus,
  takeHalfMaps,
  type GroupAberration,
  type PosedParticles,
} from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import {
  createStandardDataset,
  findNumbers,
  starOfDataset,
  withColumns,
  writeDataset,
  writeStar,
  writeTogether,
  type Dataset,
} from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { openParticles, type OpenParticles } from '../open-particles.js';
import type { ParticleInput } from '../particle-input.js';
import { readMapOfBox } from '../read-map.js';
import { readParticles } from '../read-particles.js';
import { readHalves, readPoses } from '../read-poses.js';

export interface RefineCtfParams {
  /** Diameter of the ball that holds the particle, Å. */
  readonly mask_diameter_A: number;
  /** Whether beam tilt, trefoil, tetrafoil and spherical aberration are found for each exposure group. */
  readonly refine_aberrations: boolean;
  /** Whether the defocus of each particle is found, and how far it may be off, Å. */
  readonly refine_defocus: boolean;
  readonly defocus_range_A: number;
  /** Memory for transformed particles, MB; what does not fit is read again. */
  readonly cache_MB: number;
}

export interface RefineCtfResult {
  readonly particles_star: string;
  readonly particles_cs: string;
  readonly num_particles: number;
  /** Of each exposure group what was added to what was known, with the deviations that the noise allows. */
  readonly groups: readonly {
    readonly exp_group_id: number;
    readonly tilt_A: readonly number[];
    readonly trefoil_A: readonly number[];
    readonly tetra_A: readonly number[];
    readonly cs_mm: number;
    readonly df_A: number;
    readonly errors: readonly number[];
  }[];
  /** Deviation of the changes of defocus, Å; null where it was not refined. */
  readonly defocus_change_A: number | null;
}

/** Of the range of defocus: what is expected. */
const usualPart = 0.25;

/**
 * Finds aberrations of exposure groups and the defocus of particles against two half maps (MRC, of the particles' box), at the
 * poses of a `.star` or `.cs` file, and writes the particles with them.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runRefineCtf(
  input: ParticleInput,
  halfMaps: readonly [string, string],
  params: RefineCtfParams,
  context: StageContext,
): Promise<RefineCtfResult> {
  if (!params.refine_aberrations && !params.refine_defocus) {
    throw new UserError('Nothing to refine: ask for aberrations or for defocus.');
  }
  if (!(params.defocus_range_A > 0)) {
    throw new UserError(`A range of defocus of ${params.defocus_range_A} Å: expected more than 0.`);
  }
  const { threads, outDir } = context;
  context.progress(0, 'reading particles');
  let particles = await readParticles(input, { threads });
  const { boxPx, pixelSizeA, count } = particles.source;
  const poses = {
    ...readPoses(particles.dataset, pixelSizeA, input.path),
    halves: readHalves(particles.dataset),
  };
  const maps = [await readMapOfBox(halfMaps[0], boxPx), await readMapOfBox(halfMaps[1], boxPx)] as const;
  let groups: RefineCtfResult['groups'] = [];
  if (params.refine_aberrations) {
    const found = await aberrationsOf(particles, poses, maps, params, context);
    const changed = addAberrations(particles.dataset, found);
    groups = Array.from(found, ([exp_group_id, one]) => ({
      exp_group_id,
      tilt_A: one.tiltA,
      trefoil_A: one.trefoilA,
      tetra_A: one.tetraA,
      cs_mm: one.csMm,
      df_A: one.defocusA,
      errors: one.errors,
    }));
    particles = await openParticles(changed, {
      ...input,
      name: input.path,
      folders: ['.'],
      stack: null,
      threads,
    });
  }
  let defocus_change_A: number | null = null;
  if (params.refine_defocus) {
    const known = await takeHalfMaps(particles.source, poses, maps, settingsOf(params), workOf(context, ''));
    const reachA = params.defocus_range_A;
    const given = { reachA, spreadA: usualPart * reachA };
    const work = workOf(context, 'defocus of particles');
    const offsets = await measureDefocus(known, poses, kvOf(particles.dataset), given, work);
    particles = { ...particles, dataset: addDefocus(particles.dataset, (row) => offsets[row] ?? 0) };
    defocus_change_A = Math.sqrt(offsets.reduce((sum, value) => sum + value * value, 0) / count);
  }
  const [star, cs] = [join(outDir, 'particles.star'), join(outDir, 'particles.cs')];
  await writeTogether(async () => {
    await writeDataset(cs, particles.dataset);
    await writeStar(star, starOfDataset(particles.dataset).blocks);
  });
  return { particles_star: star, particles_cs: cs, num_particles: count, groups, defocus_change_A };
}

async function aberrationsOf(
  { source, dataset }: OpenParticles,
  poses: PosedParticles,
  maps: readonly [Float32Array, Float32Array],
  params: RefineCtfParams,
  context: StageContext,
): Promise<ReadonlyMap<number, GroupAberration>> {
  const known = await takeHalfMaps(source, poses, maps, settingsOf(params), workOf(context, ''));
  const groups = findNumbers(dataset, 'ctf/exp_group_id') ?? new Uint32Array(dataset.length);
  return measureAberrations(known, poses, groups, kvOf(dataset), workOf(context, 'aberrations of exposure groups'));
}

function settingsOf({ mask_diameter_A, cache_MB }: RefineCtfParams): {
  maskDiameterA: number;
  maxShiftA: number;
  cacheBytes: number;
} {
  return { maskDiameterA: mask_diameter_A, maxShiftA: 0, cacheBytes: cache_MB * 2 ** 20 };
}

function workOf(context: StageContext, what: string) {
  const { threads, signal } = context;
  return {
    threads,
    signal,
    onProgress: (share: number) => {
      context.progress(share, what);
    },
  };
}

function kvOf(dataset: Dataset): (particle: number) => number {
  const kv = findNumbers(dataset, 'ctf/accel_kv');
  return (particle) => kv?.[particle] ?? NaN;
}

/** A table whose rows have the aberrations of their group besides those they had. */
function addAberrations(dataset: Dataset, found: ReadonlyMap<number, GroupAberration>): Dataset {
  const groups = findNumbers(dataset, 'ctf/exp_group_id');
  const of = (row: number): GroupAberration | undefined => found.get(groups?.[row] ?? 0);
  const add = (name: string, width: number, value: (one: GroupAberration, axis: number) => number): Float32Array => {
    const before = findNumbers(dataset, `ctf/${name}`);
    return Float32Array.from({ length: width * dataset.length }, (_, i) => {
      const one = of(Math.floor(i / width));
      return (before?.[i] ?? 0) + (one === undefined ? 0 : value(one, i % width));
    });
  };
  const changed = withColumns(
    dataset,
    createStandardDataset(dataset.length, {
      'ctf/tilt_A': add('tilt_A', 2, ({ tiltA }, axis) => tiltA[axis] ?? 0),
      'ctf/trefoil_A': add('trefoil_A', 2, ({ trefoilA }, axis) => trefoilA[axis] ?? 0),
      'ctf/tetra_A': add('tetra_A', 4, ({ tetraA }, axis) => tetraA[axis] ?? 0),
      'ctf/cs_mm': add('cs_mm', 1, ({ csMm }) => csMm),
    }),
  );
  return addDefocus(changed, (row) => of(row)?.defocusA ?? 0);
}

function addDefocus(dataset: Dataset, by: (row: number) => number): Dataset {
  const moved = (name: string): Float32Array =>
    Float32Array.from(findNumbers(dataset, name) ?? [], (value, row) => value + by(row));
  return withColumns(
    dataset,
    createStandardDataset(dataset.length, { 'ctf/df1_A': moved('ctf/df1_A'), 'ctf/df2_A': moved('ctf/df2_A') }),
  );
}
