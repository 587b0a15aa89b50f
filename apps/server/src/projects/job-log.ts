import { isAbsolute, join, normalize, relative } from 'node:path';
import { checkpointEvent, gridFSFile, imageEvent, interactiveEvent, textEvent, type Job } from '@vitreous/schema';
import { createId, equals, type Asset, type JobEvent } from '@vitreous/store';
import { z } from 'zod';
import type { House } from '../house.js';

/** Name of the file in a job's folder that holds its event log and says what its assets are. */
export const logName = 'log.json';

export interface JobLog {
  readonly events: readonly JobEvent[];
  /** Their paths are relative to the job's folder. */
  readonly assets: readonly Asset[];
}

const stays = (path: string): boolean => !isAbsolute(path) && !/^\.\.(\/|$)/.test(normalize(path));

const asset: z.ZodType<Asset> = z.intersection(
  gridFSFile,
  z.object({ created_at: z.iso.datetime(), updated_at: z.iso.datetime(), path: z.string().refine(stays) }),
);

/** What a log file may hold. */
export const jobLog: z.ZodType<JobLog> = z.object({
  events: z.array(z.union([textEvent, imageEvent, interactiveEvent, checkpointEvent])),
  assets: z.array(asset),
});

/** A job's log as the database has it. */
export function collectLog({ store }: Pick<House, 'store'>, { project_uid, uid, job_dir }: Job): JobLog {
  const own = [...equals('project_uid', project_uid), ...equals('job_uid', uid)];
  const assets = store.assets.find(own).map((one) => ({ ...one, path: relative(job_dir, one.path) }));
  return { events: store.events.find(own), assets };
}

/**
 * Puts the log of a job that came from a directory into the database, inside a transaction. Ids that are taken are
 * given anew; the job, which is not stored yet, follows.
 */
export function insertLog({ store }: House, job: Job, { events, assets }: JobLog): void {
  const { project_uid, uid: job_uid, job_dir } = job;
  const ids = new Map(assets.map(({ _id }) => [_id, freeId(store.assets, _id)]));
  const renamed = (id: string): string => ids.get(id) ?? id;
  for (const one of assets) {
    store.assets.insert({ ...one, _id: renamed(one._id), project_uid, job_uid, path: join(job_dir, one.path) });
  }
  for (const event of events) {
    const files =
      'imgfiles' in event
        ? { imgfiles: event.imgfiles.map((file) => ({ ...file, fileid: renamed(file.fileid) })) }
        : {};
    store.events.insert({ ...event, ...files, _id: freeId(store.events, event._id), project_uid, job_uid });
  }
  job.ui_tile_images = job.ui_tile_images.map((image) => ({ ...image, fileid: renamed(image.fileid) }));
  for (const output of Object.values(job.spec.outputs)) {
    if (output.image !== null) output.image = renamed(output.image);
  }
}

/** The id, where it is one and no record has it; a new one otherwise. */
export function freeId(table: { get(id: string): object | null }, id: string): string {
  return /^[0-9a-f]{24}$/.test(id) && table.get(id) === null ? id : createId();
}
