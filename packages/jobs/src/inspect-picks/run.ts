import { DataError } from '@vitreous/errors';
import { findNumbers, takeRows } from '@vitreous/formats';
import { defineAction, type Actions, type ParamsOf, type RunContext } from '@vitreous/job-kit';
import { z } from 'zod';
import { keepDecisions, readDecisions } from '../decisions.js';
import { binOf, countInBins } from '../histogram.js';
import { listMicrographs, oneExposure, page, type MicrographList } from '../micrograph-list.js';
import { listPicks, type PickList } from '../pick-list.js';
import type { inspectPicks } from './definition.js';
import { findThresholds, isKept, type PickThresholds } from './find-thresholds.js';

const side = z.number().nullable();
const decisions = z.object({ ncc_score_thresh: side, lpower_thresh_min: side, lpower_thresh_max: side });
const open: PickThresholds = { ncc_score_thresh: null, lpower_thresh_min: null, lpower_thresh_max: null };

/** Waits for people to set thresholds, then writes the picks within them. */
export async function run(params: ParamsOf<typeof inspectPicks>, context: RunContext): Promise<void> {
  const micrographs = await context.readInput('micrographs');
  const particles = await context.readInput('particles');
  const [scores, powers] = [findNumbers(particles, 'pick_stats/ncc_score'), findNumbers(particles, 'pick_stats/power')];
  if (scores === null || powers === null) throw new DataError('The picks have no score and power (pick_stats).');
  const before = await readDecisions(context, decisions);
  const desk: Desk = {
    scores,
    powers,
    thresholds: before ?? (params.do_auto_cluster ? findThresholds(scores, powers) : open),
  };
  const keep = (): Promise<void> => keepDecisions(context, desk.thresholds);
  await context.interact(actionsOf(desk, listMicrographs(micrographs, context), listPicks(particles), keep));

  const kept = Array.from({ length: particles.length }, (_, row) => row).filter((row) => keeps(desk, row));
  await context.saveOutput('micrographs', micrographs);
  await context.saveOutput('particles', takeRows(particles, kept));
  await context.log(`${kept.length} of ${particles.length} picks kept: ${tell(desk.thresholds)}.`);
}

/** Scores and powers of all picks, and the limits so far. */
interface Desk {
  readonly scores: ArrayLike<number>;
  readonly powers: ArrayLike<number>;
  thresholds: PickThresholds;
}

function keeps({ scores, powers, thresholds }: Desk, row: number): boolean {
  return isKept(thresholds, scores[row] ?? NaN, powers[row] ?? NaN);
}

function tell({ ncc_score_thresh: score, lpower_thresh_min: least, lpower_thresh_max: most }: PickThresholds): string {
  const parts = [
    score === null ? [] : [`score at least ${score}`],
    least === null ? [] : [`power at least ${least}`],
    most === null ? [] : [`power at most ${most}`],
  ].flat();
  return parts.length === 0 ? 'no thresholds' : parts.join(', ');
}

const nothing = z.object({});

function actionsOf(desk: Desk, list: MicrographList, picks: PickList, keep: () => Promise<void>): Actions {
  const info = (): unknown => {
    const [score, power] = [countInBins(desk.scores, 1), countInBins(desk.powers, 1)];
    return {
      ...desk.thresholds,
      ranges: {
        ncc_score: score === null ? null : [score.min, score.max],
        power: power === null ? null : [power.min, power.max],
      },
      num_micrographs: list.length,
      num_picks: picks.length,
      num_kept: Array.from(desk.scores).filter((_, row) => keeps(desk, row)).length,
    };
  };
  const describe = (place: number): unknown => {
    const row = list.rows[place];
    const own = picks.rowsOf(row?.uid ?? 0n);
    return {
      idx: place,
      uid: row?.uid.toString(),
      micrograph_path: row?.text('micrograph_blob/path'),
      num_picks: own.length,
      num_kept: own.filter((pick) => keeps(desk, pick)).length,
    };
  };
  const finish = defineAction(nothing, info, { ends: true });
  return {
    get_interactive_info: defineAction(nothing, info),
    set_thresholds: defineAction(
      decisions
        .partial()
        .strict()
        .refine(
          ({ lpower_thresh_min: least = null, lpower_thresh_max: most = null }) =>
            least === null || most === null || least <= most,
          { error: 'Expected lpower_thresh_min below lpower_thresh_max.', path: ['lpower_thresh_min'] },
        ),
      async (given) => {
        const changed = Object.entries(given).filter(([, value]) => value !== undefined);
        desk.thresholds = { ...desk.thresholds, ...(Object.fromEntries(changed) as Partial<PickThresholds>) };
        await keep();
        return info();
      },
    ),
    auto_cluster: defineAction(nothing, async () => {
      desk.thresholds = findThresholds(desk.scores, desk.powers);
      await keep();
      return info();
    }),
    get_histograms: defineAction(z.strictObject({ bins: z.int().min(1).max(200).default(50) }), ({ bins }) => {
      const [score, power] = [countInBins(desk.scores, bins), countInBins(desk.powers, bins)];
      if (score === null || power === null) return { ncc_score: null, power: null, both: [] };
      // Rows are bins of the power, columns of the score.
      const both = Array.from({ length: bins }, () => new Array<number>(bins).fill(0));
      for (let pick = 0; pick < picks.length; pick++) {
        const row = both[binOf(desk.powers[pick] ?? 0, power.min, power.max, bins)] ?? [];
        const column = binOf(desk.scores[pick] ?? 0, score.min, score.max, bins);
        row[column] = (row[column] ?? 0) + 1;
      }
      return { ncc_score: score, power, both };
    }),
    get_exposures: defineAction(page, ({ after, limit }) => ({
      total: list.length,
      exposures: list.rows
        .map((_, place) => place)
        .slice(after, after + limit)
        .map(describe),
    })),
    get_picks: defineAction(oneExposure, ({ uid }) => {
      list.placeOf(uid);
      const own = picks.rowsOf(BigInt(uid));
      return { uid, picks: own.map((pick) => ({ ...picks.view(pick), kept: keeps(desk, pick) })) };
    }),
    get_preview: list.preview,
    shutdown_interactive: finish,
    finish,
  };
}
