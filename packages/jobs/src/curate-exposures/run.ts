import { findIds, takeRows, type Dataset } from '@vitreous/formats';
import { defineAction, Refusal, type Actions, type RunContext } from '@vitreous/job-kit';
import { z } from 'zod';
import { keepDecisions, readDecisions } from '../decisions.js';
import { countInBins } from '../histogram.js';
import { listMicrographs, oneExposure, page, uidText, type MicrographList } from '../micrograph-list.js';
import { listPicks, type PickList } from '../pick-list.js';
import { judgeExposure, type Choice, type Judgement, type Threshold } from './judge-exposures.js';
import { measureExposures, type MeasuredField } from './measure-exposures.js';

const bins = 50;

const choice = z.enum(['accepted', 'rejected']);
const side = z.number().nullable();
const decisions = z.object({
  thresholds: z.array(z.object({ name: z.string(), thresholds: z.tuple([side, side]), active: z.boolean() })),
  manual: z.record(z.string(), choice),
});

/** Waits for people to sort the exposures, then writes both kinds. */
export async function run(_params: unknown, context: RunContext): Promise<void> {
  const exposures = await context.readInput('exposures');
  const particles = await context.readInput('particles');
  const picks = particles.columns.has('location/micrograph_uid') ? listPicks(particles) : null;
  const fields = await measureExposures(exposures, picks, context);
  const before = await readDecisions(context, decisions);
  const desk = createDesk(exposures, fields, before);
  const list = listMicrographs(exposures, context);
  const keep = (): Promise<void> => keepDecisions(context, desk.decisions());
  await context.interact(actionsOf(desk, list, picks, keep));

  const accepted = new Set<bigint>();
  findIds(exposures, 'uid')?.forEach((uid, row) => {
    if (desk.judge(row).status === 'accepted') accepted.add(uid);
  });
  await saveParts(context, 'exposures', exposures, findIds(exposures, 'uid'), accepted);
  if (picks !== null) {
    await saveParts(context, 'particles', particles, findIds(particles, 'location/micrograph_uid'), accepted);
  }
  await context.log(`${accepted.size} of ${exposures.length} exposures accepted.`);
}

/** Writes the rows whose exposure is accepted, and those whose exposure is not. */
async function saveParts(
  context: RunContext,
  name: string,
  dataset: Dataset,
  exposureOf: BigUint64Array | null,
  accepted: ReadonlySet<bigint>,
): Promise<void> {
  const rows = Array.from({ length: dataset.length }, (_, row) => row);
  const isAccepted = (row: number): boolean => accepted.has(exposureOf?.[row] ?? 0n);
  await context.saveOutput(`${name}_accepted`, takeRows(dataset, rows.filter(isAccepted)));
  const rejected = rows.filter((row) => !isAccepted(row));
  await context.saveOutput(`${name}_rejected`, takeRows(dataset, rejected));
}

/** What has been decided so far. */
interface Desk {
  readonly fields: readonly MeasuredField[];
  readonly limits: Map<string, Threshold>;
  /** By row. */
  readonly manual: Map<number, Choice>;
  judge(row: number): Judgement;
  decisions(): z.output<typeof decisions>;
}

function createDesk(
  exposures: Dataset,
  fields: readonly MeasuredField[],
  before: z.output<typeof decisions> | null,
): Desk {
  const uids = Array.from(findIds(exposures, 'uid') ?? [], String);
  const known = new Set(fields.map(({ name }) => name));
  const limits = new Map<string, Threshold>(
    (before?.thresholds ?? []).flatMap((one) => (known.has(one.name) ? [[one.name, one] as const] : [])),
  );
  const manual = new Map<number, Choice>(
    uids.flatMap((uid, row) => {
      const chosen = before?.manual[uid];
      return chosen === undefined ? [] : [[row, chosen] as const];
    }),
  );
  return {
    fields,
    limits,
    manual,
    judge: (row) => judgeExposure(row, fields, limits, manual.get(row) ?? null),
    decisions: () => ({
      thresholds: [...limits.values()].map((one) => ({ ...one, thresholds: [...one.thresholds] })),
      manual: Object.fromEntries(Array.from(manual, ([row, chosen]) => [uids[row] ?? '', chosen])),
    }),
  };
}

const nothing = z.object({});

function actionsOf(desk: Desk, list: MicrographList, picks: PickList | null, keep: () => Promise<void>): Actions {
  const { fields, limits, manual } = desk;
  const fieldNamed = (name: string): MeasuredField => {
    const found = fields.find((field) => field.name === name);
    if (found !== undefined) return found;
    throw new Refusal(
      404,
      `There is no field ${name.slice(0, 100)}; there are ${fields.map((one) => one.name).join(', ')}.`,
    );
  };
  const summarize = (): unknown => {
    const accepted = list.rows.filter((_, row) => desk.judge(row).status === 'accepted').length;
    const counts = { total: list.length, accepted, rejected: list.length - accepted, manual: manual.size };
    return {
      counts,
      fields: fields.map(({ values, ...field }) => {
        const histogram = countInBins(values, bins);
        const range = histogram === null ? [null, null] : [histogram.min, histogram.max];
        const { thresholds, active } = limits.get(field.name) ?? { thresholds: range, active: false };
        return { ...field, thresholds, active, range, histogram };
      }),
    };
  };
  const describe = (row: number): unknown => ({
    idx: row,
    uid: list.rows[row]?.uid.toString(),
    micrograph_path: list.rows[row]?.text('micrograph_blob/path'),
    ...desk.judge(row),
    values: Object.fromEntries(fields.map(({ name, values }) => [name, finite(values[row])])),
  });
  const finish = defineAction(nothing, () => summarize(), { ends: true });

  return {
    get_fields_and_thresholds: defineAction(nothing, summarize),
    set_thresholds: defineAction(
      z.object({
        fields: z.array(
          z.object({
            name: z.string(),
            thresholds: z
              .tuple([side, side])
              .refine(([least, most]) => least === null || most === null || least <= most, {
                error: 'Expected the lower limit first.',
              }),
            active: z.boolean().default(true),
          }),
        ),
      }),
      async ({ fields: given }) => {
        for (const { name } of given) fieldNamed(name);
        for (const one of given) limits.set(one.name, one);
        await keep();
        return summarize();
      },
    ),
    set_exposure_status: defineAction(
      z.strictObject({ uids: z.array(uidText).min(1), status: choice.nullable() }),
      async ({ uids, status }) => {
        const rows = uids.map(list.placeOf);
        for (const row of rows) {
          if (status === null) manual.delete(row);
          else manual.set(row, status);
        }
        await keep();
        return rows.map(describe);
      },
    ),
    get_exposures: defineAction(
      page.extend({
        order_by: z.string().nullable().default(null),
        descending: z.boolean().default(false),
        status: choice.nullable().default(null),
      }),
      ({ after, limit, order_by, descending, status }) => {
        const rows = list.rows
          .map((_, row) => row)
          .filter((row) => status === null || desk.judge(row).status === status);
        if (order_by !== null) {
          const { values } = fieldNamed(order_by);
          const way = descending ? -1 : 1;
          // What was not measured comes last, whichever way.
          const key = (row: number): number => finite(values[row]) ?? way * Infinity;
          rows.sort((a, b) => (key(a) === key(b) ? a - b : way * (key(a) - key(b))));
        } else if (descending) rows.reverse();
        return { total: rows.length, exposures: rows.slice(after, after + limit).map(describe) };
      },
    ),
    get_exposure: defineAction(oneExposure, ({ uid }) => describe(list.placeOf(uid))),
    get_values: defineAction(z.strictObject({ names: z.array(z.string()).min(1).max(100) }), ({ names }) => ({
      uids: list.rows.map(({ uid }) => uid.toString()),
      accepted: list.rows.map((_, row) => desk.judge(row).status === 'accepted'),
      values: Object.fromEntries(names.map((name) => [name, Array.from(fieldNamed(name).values, finite)])),
    })),
    get_preview: list.preview,
    get_picks: defineAction(oneExposure, ({ uid }) => {
      list.placeOf(uid);
      if (picks === null) throw new Refusal(409, 'No particles are connected to this job.');
      return { uid, picks: picks.rowsOf(BigInt(uid)).map(picks.view) };
    }),
    shutdown_interactive: finish,
    finish,
  };
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
