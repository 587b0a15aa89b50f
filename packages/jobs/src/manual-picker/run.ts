import { checkBoxSizes } from '@vitreous/algorithms';
import { createStandardDataset, findIds, type Dataset } from '@vitreous/formats';
import { defineAction, Refusal, type Actions, type ParamsOf, type RunContext } from '@vitreous/job-kit';
import { idOf } from '@vitreous/stages';
import { z } from 'zod';
import { keepDecisions, readDecisions } from '../decisions.js';
import { extractPicks } from '../extract-picks.js';
import { listMicrographs, oneExposure, page, uidText, type MicrographList } from '../micrograph-list.js';
import { listPicks } from '../pick-list.js';
import type { manualPicker } from './definition.js';
import { createMarks, type Marks } from './marks.js';

const fraction = z.number().min(0).max(1);
const mark = z.object({ x_frac: fraction, y_frac: fraction });
const boxSize = z.int().min(8).max(16_384);
const decisions = z.object({ box_size_pix: boxSize, picks: z.record(z.string(), z.array(mark)) });

/** Waits for people to mark particles, then cuts them out, or writes only where they are. */
export async function run(params: ParamsOf<typeof manualPicker>, context: RunContext): Promise<void> {
  const micrographs = await context.readInput('micrographs');
  const list = listMicrographs(micrographs, context);
  const before = await readDecisions(context, decisions);
  const desk: Desk = {
    list,
    marks: createMarks(),
    boxSizePx: before?.box_size_pix ?? params.box_size_pix,
    binSizePx: params.bin_size_pix,
    extracts: false,
  };
  if (before === null) takeGiven(desk, await context.readInput('particles'));
  else {
    for (const [place, { uid }] of list.rows.entries()) {
      for (const one of before.picks[uid.toString()] ?? []) desk.marks.add(place, one);
    }
  }
  await context.interact(
    actionsOf(desk, () =>
      keepDecisions(context, {
        box_size_pix: desk.boxSizePx,
        picks: Object.fromEntries(list.rows.map(({ uid }, place) => [uid.toString(), desk.marks.of(place)])),
      }),
    ),
  );

  const picks = datasetOf(desk);
  const sizes = { ...params, box_size_pix: desk.boxSizePx, recenter_using_shifts: false, force_reextract_CTF: false };
  const made = desk.extracts
    ? await extractPicks(micrographs, picks, sizes, context)
    : { finished: null, particles: picks };
  const uid = findIds(micrographs, 'uid')?.filter((one) => made.finished?.has(one) ?? true) ?? new BigUint64Array();
  await context.saveOutput('micrographs', createStandardDataset(uid.length, { uid }));
  await context.saveOutput('particles', made.particles);
  const what = desk.extracts ? 'extracted' : 'written, without images';
  await context.log(`${made.particles.length} of ${picks.length} picks ${what}.`);
}

interface Desk {
  readonly list: MicrographList;
  readonly marks: Marks;
  readonly binSizePx: number | null;
  boxSizePx: number;
  /** Whether particles are cut out in the end. */
  extracts: boolean;
}

/** Begins with the picks that are connected. */
function takeGiven({ list, marks }: Desk, particles: Dataset): void {
  const given = listPicks(particles);
  for (const [place, { uid }] of list.rows.entries()) {
    for (const row of given.rowsOf(uid)) {
      const { center_x_frac: x_frac, center_y_frac: y_frac } = given.view(row);
      marks.add(place, { x_frac, y_frac });
    }
  }
}

function datasetOf({ list, marks }: Desk): Dataset {
  const all = list.rows.flatMap((row, place) => marks.of(place).map((one, i) => ({ row, one, i })));
  return createStandardDataset(all.length, {
    uid: BigUint64Array.from(all, ({ row, one, i }) => idOf(`${row.uid} ${one.x_frac} ${one.y_frac} ${i}`)),
    'location/micrograph_uid': BigUint64Array.from(all, ({ row }) => row.uid),
    'location/exp_group_id': all.map(({ row }) =>
      row.has('mscope_params/exp_group_id') ? row.number('mscope_params/exp_group_id') : 1,
    ),
    'location/micrograph_path': all.map(({ row }) => row.text('micrograph_blob/path')),
    'location/micrograph_shape': all.flatMap(({ row }) => row.shape('micrograph_blob/shape')),
    'location/micrograph_psize_A': all.map(({ row }) => row.number('micrograph_blob/psize_A')),
    'location/center_x_frac': all.map(({ one }) => one.x_frac),
    'location/center_y_frac': all.map(({ one }) => one.y_frac),
  });
}

const nothing = z.object({});

function actionsOf(desk: Desk, keep: () => Promise<void>): Actions {
  const { list, marks } = desk;
  const info = (): unknown => ({
    box_size_pix: desk.boxSizePx,
    bin_size_pix: desk.binSizePx,
    num_micrographs: list.length,
    num_picked_micrographs: list.rows.filter((_, place) => marks.of(place).length > 0).length,
    num_picks: marks.total,
  });
  const picksOf = (place: number): unknown => ({
    uid: list.rows[place]?.uid.toString(),
    picks: marks.of(place).map(({ x_frac, y_frac }) => ({ center_x_frac: x_frac, center_y_frac: y_frac })),
  });
  const change = async (uid: string, work: (place: number) => void): Promise<unknown> => {
    const place = list.placeOf(uid);
    work(place);
    await keep();
    return picksOf(place);
  };
  const onExposure = oneExposure.extend(mark.shape);
  return {
    get_interactive_info: defineAction(nothing, info),
    get_exposures: defineAction(page, ({ after, limit }) => ({
      total: list.length,
      exposures: list.rows
        .map((row, place) => ({
          idx: place,
          uid: row.uid.toString(),
          micrograph_path: row.text('micrograph_blob/path'),
          num_picks: marks.of(place).length,
        }))
        .slice(after, after + limit),
    })),
    get_preview: list.preview,
    get_picks: defineAction(oneExposure, ({ uid }) => picksOf(list.placeOf(uid))),
    add_pick: defineAction(onExposure, ({ uid, ...one }) =>
      change(uid, (place) => {
        marks.add(place, one);
      }),
    ),
    remove_pick: defineAction(onExposure.extend({ dist_frac: fraction.default(0.02) }), ({ uid, dist_frac, ...near }) =>
      change(uid, (place) => {
        if (!marks.removeNear(place, near, dist_frac)) throw new Refusal(404, 'There is no pick so near.');
      }),
    ),
    set_picks: defineAction(z.strictObject({ uid: uidText, picks: z.array(mark).max(100_000) }), ({ uid, picks }) =>
      change(uid, (place) => {
        marks.clear(place);
        for (const one of picks) marks.add(place, one);
      }),
    ),
    set_box_size: defineAction(z.strictObject({ box_size_pix: boxSize }), async ({ box_size_pix }) => {
      checkBox(desk, box_size_pix);
      desk.boxSizePx = box_size_pix;
      await keep();
      return info();
    }),
    begin_extract: defineAction(
      z.strictObject({ box_size_pix: boxSize.optional() }),
      async ({ box_size_pix = desk.boxSizePx }) => {
        if (marks.total === 0) throw new Refusal(409, 'Nothing is picked yet.');
        checkBox(desk, box_size_pix);
        desk.boxSizePx = box_size_pix;
        await keep();
        desk.extracts = true;
        return info();
      },
      { ends: true },
    ),
    shutdown_interactive: defineAction(nothing, info, { ends: true }),
  };
}

/** @throws UserError when the box does not fit a micrograph or the crop. */
function checkBox({ list, binSizePx }: Desk, boxSizePx: number): void {
  for (const row of list.rows) {
    const [height, width] = row.shape('micrograph_blob/shape');
    checkBoxSizes(boxSizePx, binSizePx ?? boxSizePx, { height, width });
  }
}
