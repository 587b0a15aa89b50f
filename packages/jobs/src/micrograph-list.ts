import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findIds, readImage, writeAtomically, type Dataset } from '@vitreous/formats';
import { defineAction, Refusal, type Action, type RunContext } from '@vitreous/job-kit';
import { runThumbs } from '@vitreous/stages';
import { z } from 'zod';
import { absolutePath, projectPath, rowOf, type ExposureRow } from './exposure-table.js';

/** How a row is named in posts: JSON's numbers do not hold 64 bits. */
export const uidText = z.string().regex(/^\d{1,20}$/, 'Expected a uid as text.');

export const oneExposure = z.strictObject({ uid: uidText });

/** A part of a list: so many after so many. */
export const page = z.strictObject({
  after: z.int().nonnegative().default(0),
  limit: z.int().positive().max(1000).default(100),
});

/** The micrographs of a job that people look through. */
export interface MicrographList {
  readonly length: number;
  readonly rows: readonly ExposureRow[];
  /** @throws Refusal when there is no such micrograph. */
  readonly placeOf: (uid: string) => number;
  /** A picture of one micrograph, drawn when it is first asked for: `get_preview`. */
  readonly preview: Action;
}

export function listMicrographs(dataset: Dataset, context: RunContext): MicrographList {
  const rows = Array.from({ length: dataset.length }, (_, index) => rowOf(dataset, index));
  const places = new Map(Array.from(findIds(dataset, 'uid') ?? [], (uid, index) => [uid.toString(), index]));
  const placeOf = (uid: string): number => {
    const place = places.get(uid);
    if (place === undefined) throw new Refusal(404, `There is no exposure ${uid} here.`);
    return place;
  };
  const preview = defineAction(oneExposure, ({ uid }) => drawPreview(rows[placeOf(uid)], uid, context));
  return { length: dataset.length, rows, placeOf, preview };
}

/** Where the pictures of a micrograph are, relative to the project: PNG, 512 and 1024 pixels on the longest side. */
async function drawPreview(row: ExposureRow | undefined, uid: string, context: RunContext): Promise<unknown> {
  const folder = join(context.projectDir, context.jobDir, 'previews');
  const known = join(folder, `${uid}.json`);
  const before = await readFile(known, 'utf8').catch(() => null);
  if (before !== null) return JSON.parse(before) as unknown;
  if (row === undefined) throw new Refusal(404, `There is no exposure ${uid} here.`);
  await mkdir(folder, { recursive: true });
  const { threads, signal } = context;
  const micrograph = await readImage(absolutePath(context, row.text('micrograph_blob/path')), { threads });
  const stage = { outDir: folder, threads, signal, progress: () => undefined };
  const { preview_img_1x, preview_img_2x, thumb_shape } = await runThumbs(micrograph, uid, null, stage);
  const preview = {
    preview_img_1x: projectPath(context, preview_img_1x),
    preview_img_2x: projectPath(context, preview_img_2x),
    thumb_shape,
    micrograph_shape: [micrograph.height, micrograph.width],
    psize_A: row.number('micrograph_blob/psize_A'),
  };
  await writeAtomically(known, (file) => file.writeFile(JSON.stringify(preview)));
  return preview;
}
