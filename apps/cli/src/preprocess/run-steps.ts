import { DataError, sentenceOf } from '@vitreous/errors';
import type { LivePreprocessingParams, ParamMeta } from '@vitreous/schema';
import { existsSync } from 'node:fs';
import {
  identifyFile,
  readExposureRecord,
  writeExposureRecord,
  type ExposureRecord,
  type StageRecord,
} from './exposure-record.js';
import { stageKey } from './stage-key.js';

/** What the stages before a step left, by stage. */
export type Results = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One stage in the walk of an exposure. */
export interface Step {
  /** Name under which its result is kept. */
  readonly name: string;
  readonly version: number;
  /** Parameters with this `redoFrom` make it due again. */
  readonly paramStage: ParamMeta['redoFrom'];
  /** Stages whose results it reads. */
  readonly needs: readonly string[];
  /** Files it reads besides the exposure: their change makes it due again. */
  readonly files: readonly string[];
  run(results: Results): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Runs the steps of one exposure that are due, and records each as soon as it ends. What a step left stays good while
 * its key is the same and its files are there. A bad exposure is recorded with its reason; it does not throw.
 *
 * @throws UserError when the trouble is not the exposure's own, and whatever the signal was aborted with.
 */
export async function runSteps(
  path: string,
  folder: string,
  steps: readonly Step[],
  params: LivePreprocessingParams,
  signal: AbortSignal,
): Promise<{ record: ExposureRecord; done: number }> {
  let record: ExposureRecord = { ...(await readExposureRecord(folder, path)), path };
  const keys = new Map<string, string>();
  let done = 0;
  try {
    const exposure = await identifyFile(path);
    for (const step of steps) {
      signal.throwIfAborted();
      const files = await Promise.all(step.files.map(identifyFile));
      const before = step.needs.map((need) => keys.get(need) ?? '');
      const key = stageKey({ ...step, type: step.name }, params, [exposure, ...files, ...before]);
      keys.set(step.name, key);
      const known = record.stages[step.name];
      if (known?.key === key && filesAreThere(known)) continue;
      const started = performance.now();
      const results = Object.fromEntries(Object.entries(record.stages).map(([name, stage]) => [name, stage.result]));
      const result = await step.run(results);
      const stage: StageRecord = { key, seconds: (performance.now() - started) / 1000, result };
      record = { ...record, failReason: null, stages: { ...record.stages, [step.name]: stage } };
      await writeExposureRecord(folder, record);
      done++;
    }
    if (record.failReason !== null) record = { ...record, failReason: null };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    record = { ...record, failReason: sentenceOf(error) };
  }
  await writeExposureRecord(folder, record);
  return { record, done };
}

/** Results name their files by absolute path; one that was deleted makes the stage due. */
function filesAreThere(stage: StageRecord): boolean {
  return Object.values(stage.result).every(
    (value) => typeof value !== 'string' || !value.startsWith('/') || existsSync(value),
  );
}
