import { keepApart } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { createStandardDataset, findIds, findNumbers, type Dataset } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import type { removeDuplicates } from './definition.js';

type Params = ParamsOf<typeof removeDuplicates>;

/** Sorts particles into those that lie apart and those too near to a better one. */
export async function run(params: Params, context: RunContext): Promise<void> {
  const particles = await context.readInput('particles');
  const scores = scoresOf(particles, params.score_field);
  if (scores === null && params.score_field !== 'none') {
    await context.log(`The particles have no ${params.score_field}: of duplicates the first is kept.`, 'warning');
  }
  const score = scores ?? new Float64Array(particles.length);
  const sources = findIds(particles, 'sym_expand/src_uid');
  const places = { ...placesOf(particles, params), images: numberIds(findIds(particles, 'location/micrograph_uid')) };
  const groups = sources === null ? Float64Array.from(score.keys()) : numberIds(sources);
  const chosen = params.sym_expand_action === 'one' ? bestOfEach(groups, score) : null;
  // Rows that are out already lie nowhere.
  const xA = chosen === null ? places.xA : places.xA.map((x, row) => (chosen[row] === 1 ? x : NaN));
  const kept = keepApart({ ...places, xA, particles: groups, scores: score }, params.min_dist_A);
  const rows = Array.from(kept.keys());
  const uids = findIds(particles, 'uid') ?? new BigUint64Array(0);
  const save = async (output: string, of: readonly number[]): Promise<void> => {
    const uid = BigUint64Array.from(of, (row) => uids[row] ?? 0n);
    await context.saveOutput(output, createStandardDataset(of.length, { uid }));
  };
  const isKept = (row: number): boolean => kept[row] === 1 && (chosen === null || chosen[row] === 1);
  const [stay, go] = [rows.filter(isKept), rows.filter((row) => !isKept(row))];
  await save('particles_kept', stay);
  await save('particles_rejected', go);
  await context.log(
    `${stay.length} of ${rows.length} particles kept, ${go.length} ${chosen === null ? '' : 'copies and '}duplicates within ${params.min_dist_A} Å left out.`,
  );
}

/** Where particles lie in their micrographs, Å. @throws UserError when they do not say enough. */
function placesOf(particles: Dataset, { shift_key, mic_psize_A }: Params): { xA: Float64Array; yA: Float64Array } {
  const need = (name: string): ArrayLike<number> => {
    const found = findNumbers(particles, name);
    if (found === null) throw new UserError(`The particles do not say where they lie: they have no ${name}.`);
    return found;
  };
  const shape = need('location/micrograph_shape');
  const sizes = mic_psize_A === null ? findNumbers(particles, 'location/micrograph_psize_A') : null;
  if (mic_psize_A === null && sizes === null) {
    throw new UserError('The particles do not say the pixel size of their micrographs: give it (mic_psize_A).');
  }
  const wanted = shift_key === 'auto' ? (['alignments3D', 'alignments2D'] as const) : [shift_key];
  const slot = shift_key === 'none' ? undefined : wanted.find((name) => particles.columns.has(`${name}/shift`));
  if (slot === undefined && shift_key !== 'auto' && shift_key !== 'none') {
    throw new UserError(`The particles have no ${shift_key}/shift: choose another shift_key.`);
  }
  const shifts = slot === undefined ? null : findNumbers(particles, `${slot}/shift`);
  const shiftSizes = slot === undefined ? null : need(`${slot}/psize_A`);
  const along = (axis: 0 | 1): Float64Array => {
    const fractions = need(axis === 0 ? 'location/center_x_frac' : 'location/center_y_frac');
    return Float64Array.from({ length: particles.length }, (_, row) => {
      const extentPx = shape[2 * row + 1 - axis] ?? 0;
      // The middle lies at the box's centre minus the shift.
      const moved = shifts === null ? 0 : (shifts[2 * row + axis] ?? 0) * (shiftSizes?.[row] ?? 0);
      return (fractions[row] ?? 0) * extentPx * (mic_psize_A ?? sizes?.[row] ?? 0) - moved;
    });
  };
  return { xA: along(0), yA: along(1) };
}

/** A score for each row, the higher the better; null where the particles have none. */
function scoresOf(particles: Dataset, field: Params['score_field']): Float64Array | null {
  const found = findNumbers(particles, field === 'ncc_score' ? 'pick_stats/ncc_score' : field);
  const sign = field.endsWith('/error') ? -1 : 1;
  return found === null
    ? null
    : Float64Array.from(found, (value) => (Number.isFinite(value) ? sign * value : -Infinity));
}

/** 64-bit ids as small numbers, the same for the same id. @throws UserError when there are none. */
function numberIds(ids: BigUint64Array | null): Float64Array {
  if (ids === null)
    throw new UserError('The particles do not say which micrographs they are of (location/micrograph_uid).');
  const known = new Map<bigint, number>();
  return Float64Array.from(ids, (id) => {
    const number = known.get(id) ?? known.size;
    known.set(id, number);
    return number;
  });
}

/** 1 for the best row of each group, the first of equals. */
function bestOfEach(groups: Float64Array, scores: Float64Array): Uint8Array {
  const best = new Map<number, number>();
  groups.forEach((group, row) => {
    const before = best.get(group);
    if (before === undefined || (scores[row] ?? 0) > (scores[before] ?? 0)) best.set(group, row);
  });
  const chosen = new Uint8Array(groups.length);
  for (const row of best.values()) chosen[row] = 1;
  return chosen;
}
