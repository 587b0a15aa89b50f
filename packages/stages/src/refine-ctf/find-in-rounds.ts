import { reconstruct, type Aberrations, type MeasuredGroup } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import type { Dataset } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { findCtf, type CtfSearch, type FoundCtf, type MapsToCompare } from '../find-ctf.js';
import type { OpenParticles } from '../open-particles.js';
import { readHalves, readPoses } from '../read-poses.js';

/** How often the contrast transfer is looked for; between rounds, half maps are made with what was found. */
export interface CtfRounds {
  readonly rounds: number;
  /** Point group that the maps are made with: Cn, Dn, T, O or I. */
  readonly symmetry: string;
}

/**
 * Finds aberrations and defocus at the poses that the table of particles has, round after round. What is answered is the sum over
 * all rounds; a group's sums are those of the first one, which saw all of it.
 *
 * @throws UserError when there are no poses, the maps do not fit, or nothing is looked for.
 */
export async function findCtfInRounds(
  given: OpenParticles,
  name: string,
  maps: MapsToCompare,
  search: CtfSearch & CtfRounds,
  { context, reopen }: { context: StageContext; reopen: (changed: Dataset) => Promise<OpenParticles> },
): Promise<FoundCtf> {
  if (search.aberrations === null && search.defocus === null) {
    throw new UserError('Nothing to refine: ask for aberrations or for defocus.');
  }
  const { threads, signal } = context;
  const poses = { ...readPoses(given.dataset, given.source.pixelSizeA, name), halves: readHalves(given.dataset) };
  let [{ halves }, total]: [{ halves: MapsToCompare['halves'] }, FoundCtf | null] = [maps, null];
  for (let round = 1; round <= search.rounds; round++) {
    const particles = total?.particles ?? given;
    if (round > 1) {
      const settings = { maskDiameterA: maps.maskDiameterA, symmetry: search.symmetry, seed: 1, mask: maps.mask };
      const onProgress = (share: number): void => {
        context.progress(share, `round ${round}: half maps with what was found`);
      };
      ({ halves } = await reconstruct(particles.source, poses, settings, { threads, signal, onProgress }));
    }
    const found = await findCtf(particles, poses, { ...maps, halves }, search, { context, reopen });
    total = total === null ? found : addFound(total, found);
  }
  if (total === null) throw new UserError(`${search.rounds} rounds: expected 1 or more.`);
  return total;
}

function addFound(before: FoundCtf, found: FoundCtf): FoundCtf {
  const groups = Array.from(before.groups, ([id, group]): [number, MeasuredGroup] => {
    const next = found.groups.get(id);
    return [id, next === undefined ? group : { ...group, errors: next.errors, found: sum(group.found, next.found) }];
  });
  return {
    particles: found.particles,
    groups: new Map(groups),
    defocusChangesA: found.defocusChangesA?.map((value, row) => value + (before.defocusChangesA?.[row] ?? 0)) ?? null,
  };
}

function sum(a: Aberrations, b: Aberrations): Aberrations {
  const add = (name: keyof Aberrations): number[] => a[name].map((value, axis) => value + (b[name][axis] ?? 0));
  return {
    shiftA: add('shiftA'),
    tiltA: add('tiltA'),
    trefoilA: add('trefoilA'),
    tetraA: add('tetraA'),
    csMm: add('csMm'),
    defocusA: add('defocusA'),
  };
}
