import { DataError, sentenceOf } from '@vitreous/errors';
import type { LivePreprocessingParams } from '@vitreous/schema';
import { walkSteps, type Step } from '@vitreous/stages';
import { readExposureRecord, writeExposureRecord, type ExposureRecord } from './exposure-record.js';

/**
 * Runs the steps of one exposure that are due, and records each in its folder as soon as it ends. A bad exposure is
 * recorded with its reason; it does not throw.
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
  let done = 0;
  try {
    await walkSteps(path, record.stages, steps, params, signal, async (name, stage) => {
      record = { ...record, failReason: null, stages: { ...record.stages, [name]: stage } };
      await writeExposureRecord(folder, record);
      done++;
    });
    if (record.failReason !== null) record = { ...record, failReason: null };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    record = { ...record, failReason: sentenceOf(error) };
  }
  await writeExposureRecord(folder, record);
  return { record, done };
}
