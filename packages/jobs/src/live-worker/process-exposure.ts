import { mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { sentenceOf } from '@vitreous/errors';
import { liveGoOn, type LiveEnd, type LiveTask, type RunContext } from '@vitreous/job-kit';
import type { PickerLocations } from '@vitreous/schema';
import {
  checkStep,
  idOf,
  listSteps,
  walkSteps,
  type ContextOf,
  type ExposureFiles,
  type StageRecord,
  type StageRecords,
} from '@vitreous/stages';

/** Somebody else has the exposure now, or its parameters have changed: what is left of it is not ours to do. */
class NoLongerOurs extends Error {}

/** What a full disk, or one that cannot be written, says. */
const diskTroubles = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/**
 * Takes one exposure through the stages that are due, and tells of each.
 * @returns why it failed; null where it did not.
 */
export async function processExposure(task: LiveTask, context: RunContext): Promise<LiveEnd['failure']> {
  const { exposure_uid } = task;
  let failure: LiveEnd['failure'] = null;
  try {
    await walk(task, context);
  } catch (error) {
    if (error instanceof NoLongerOurs) return null;
    context.signal.throwIfAborted();
    failure = describeFailure(error);
  }
  await context.ask('live/end', { exposure_uid, failure });
  return failure;
}

async function walk(task: LiveTask, context: RunContext): Promise<void> {
  const { exposure_uid, parameter_version, params, movie } = task;
  await linkMovie(task);
  const picker = params.current_picker;
  const folders = {
    motion: join(task.session_dir, 'motioncorrected'),
    thumbs: join(task.session_dir, 'thumbnails'),
    ctf: join(task.session_dir, 'ctfestimated'),
    pick: join(task.session_dir, 'pick', picker),
    extract: join(task.session_dir, 'extract', picker),
    pick_manual: join(task.session_dir, 'pick', 'manual'),
    extract_manual: join(task.session_dir, 'extract', 'manual'),
  };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  const contextOf: ContextOf = (stage) => ({
    outDir: folders[stage],
    threads: context.threads,
    signal: context.signal,
    progress: (fraction, what) => {
      context.progress(fraction, `exposure ${exposure_uid}: ${what}`);
    },
  });
  const files: ExposureFiles = {
    moviePath: movie,
    ...(task.gain === null ? {} : { gainPath: task.gain }),
    ...(task.defects === null ? {} : { defectsPath: task.defects }),
    ...(picker === 'template' && params.templates_selected !== null
      ? { templatesPath: params.templates_selected }
      : {}),
    ...(task.manual_picks === null ? {} : { manualPicks: placesOf(task.manual_picks) }),
  };
  const steps = [checkStep(files, params), ...listSteps(files, params, contextOf)];
  const known = JSON.parse(task.records) as StageRecords;
  const save = async (name: string, record: StageRecord): Promise<void> => {
    const micrograph = record.result['micrograph'];
    const micrograph_uid = typeof micrograph === 'string' ? idOf(resolve(micrograph)).toString() : null;
    const report = { exposure_uid, parameter_version, name, record: withoutGaps(record), micrograph_uid };
    const answer = await context.ask('live/stage', report);
    if (!liveGoOn.parse(answer).go_on) throw new NoLongerOurs();
  };
  await walkSteps(movie, known, steps, params, context.signal, save, task.restoring ? ['pick', 'pick_manual'] : []);
}

function placesOf({ center_x_frac: xs, center_y_frac: ys }: PickerLocations): { xFrac: number; yFrac: number }[] {
  return xs.map((xFrac, i) => ({ xFrac, yFrac: ys[i] ?? 0 }));
}

/** JSON has no numbers that are none. */
function withoutGaps(record: StageRecord): StageRecord {
  return JSON.parse(JSON.stringify(record)) as StageRecord;
}

/** The movie under a name of its own in the project; the movie itself is only ever read. */
async function linkMovie({ movie, source }: LiveTask): Promise<void> {
  if ((await readlink(movie).catch(() => null)) === source) return;
  await mkdir(dirname(movie), { recursive: true });
  await rm(movie, { force: true });
  await symlink(source, movie);
}

function describeFailure(error: unknown): NonNullable<LiveEnd['failure']> {
  const { code } = error as NodeJS.ErrnoException;
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  const trouble = [code, cause?.code].find((one) => one !== undefined && diskTroubles.has(one));
  const sentence = sentenceOf(error);
  if (trouble !== undefined) {
    const why: Readonly<Record<string, string>> = {
      ENOSPC: 'the disk is full',
      EDQUOT: 'the quota is used up',
      EROFS: 'the disk is read-only',
    };
    const words = why[trouble] ?? 'the disk reports an error';
    return { kind: 'disk', reason: `The project directory cannot be written: ${words} (${trouble}).` };
  }
  if (sentence !== null) return { kind: 'data', reason: sentence };
  return { kind: 'program', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
