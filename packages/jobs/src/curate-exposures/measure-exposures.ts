import type { Dataset } from '@vitreous/formats';
import { findNumbers, readNpy } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { absolutePath, rowOf } from '../exposure-table.js';
import type { PickList } from '../pick-list.js';

/** Something that was measured of each exposure. */
export interface MeasuredField {
  readonly name: string;
  readonly title: string;
  /** '' for a plain number. */
  readonly unit: string;
  readonly decimals: number;
  /** One for each exposure; NaN where it was not measured. */
  readonly values: Float64Array;
}

type About = Omit<MeasuredField, 'values'>;

const about = (name: string, title: string, unit: string, decimals: number): About => ({ name, title, unit, decimals });

/** What is measured of the CTF, with the columns that it comes from and how. */
const ctfFields: readonly (readonly [About, readonly string[], (...columns: number[]) => number])[] = [
  [about('ctf_fit_to_A', 'CTF fit resolution', 'Å', 3), ['ctf_stats/ctf_fit_to_A'], (fit) => fit],
  [about('cross_corr', 'CTF correlation', '', 3), ['ctf_stats/cross_corr'], (value) => value],
  [about('average_defocus', 'Defocus average', 'Å', 0), ['ctf/df1_A', 'ctf/df2_A'], (df1, df2) => (df1 + df2) / 2],
  [about('astigmatism', 'Astigmatism', 'Å', 1), ['ctf/df1_A', 'ctf/df2_A'], (df1, df2) => Math.abs(df1 - df2)],
  [about('astigmatism_angle', 'Astigmatism angle', '°', 1), ['ctf/df_angle_rad'], degrees],
  [about('phase_shift', 'Phase shift', '°', 1), ['ctf/phase_shift_rad'], degrees],
  [about('defocus_range', 'Defocus range', 'Å', 0), ['ctf_stats/df_range'], (least, most) => most - least],
  [
    about('df_tilt_angle', 'Defocus tilt angle', '°', 1),
    ['ctf_stats/df_tilt_normal'],
    // The normal has length 1; its third part is not stored.
    (x, y) => degrees(Math.asin(Math.min(1, Math.hypot(x, y)))),
  ],
  [about('ice_thickness_rel', 'Relative ice thickness', '', 3), ['ctf_stats/ice_thickness_rel'], (value) => value],
];

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

/** All that is known of the exposures; what none of them has is left out. */
export async function measureExposures(
  exposures: Dataset,
  picks: PickList | null,
  context: RunContext,
): Promise<MeasuredField[]> {
  const { length } = exposures;
  const fields: MeasuredField[] = ctfFields.map(([field, columns, measure]) => ({
    ...field,
    values: Float64Array.from({ length }, (_, row) => {
      const numbers = columns.flatMap((name) => {
        const values = findNumbers(exposures, name);
        const count = values === null ? 1 : values.length / length;
        return Array.from({ length: count }, (__, i) => values?.[row * count + i] ?? NaN);
      });
      return measure(...numbers);
    }),
  }));
  fields.push(...(await measureMotion(exposures, context)));
  if (picks !== null) fields.push(...measurePicks(exposures, picks));
  return fields.filter(({ values }) => values.some(Number.isFinite));
}

/** Lengths of the whole frame's path and of its longest step, pixels of the movie. */
async function measureMotion(exposures: Dataset, context: RunContext): Promise<MeasuredField[]> {
  const total = new Float64Array(exposures.length).fill(NaN);
  const greatest = new Float64Array(exposures.length).fill(NaN);
  for (let row = 0; exposures.columns.has('rigid_motion/path') && row < exposures.length; row++) {
    context.signal.throwIfAborted();
    const path = absolutePath(context, rowOf(exposures, row).text('rigid_motion/path'));
    // A file that has gone leaves its exposure unmeasured; the exposure is still there to be looked at.
    const shifts = await readNpy(path).catch(() => null);
    if (shifts === null) continue;
    const { values } = shifts;
    [total[row], greatest[row]] = [0, 0];
    for (let at = 2; at + 1 < values.length; at += 2) {
      const step = Math.hypot((values[at] ?? 0) - (values[at - 2] ?? 0), (values[at + 1] ?? 0) - (values[at - 1] ?? 0));
      total[row] = (total[row] ?? 0) + step;
      greatest[row] = Math.max(greatest[row] ?? 0, step);
    }
  }
  return [
    { ...about('total_motion_dist', 'Total full-frame motion distance', 'px', 2), values: total },
    { ...about('max_intra_frame_motion', 'Greatest full-frame motion from frame to frame', 'px', 3), values: greatest },
  ];
}

function measurePicks(exposures: Dataset, picks: PickList): MeasuredField[] {
  const scores = Array.from({ length: exposures.length }, (_, row) =>
    picks.rowsOf(rowOf(exposures, row).uid).map((pick) => picks.view(pick).ncc_score ?? NaN),
  );
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  return [
    { ...about('total_picks', 'Particles', '', 0), values: Float64Array.from(scores, ({ length }) => length) },
    { ...about('pick_score_median', 'Median score of picks', '', 3), values: Float64Array.from(scores, middle) },
  ];
}
