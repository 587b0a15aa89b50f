import { stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { UserError } from '@vitreous/errors';
import type { LivePreprocessingParams, ParamMeta } from '@vitreous/schema';
import { stageKey } from './stage-key.js';

/** What the stages before a step left, by stage. */
export type Results = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What one stage left: its result, and the key that says what it was made from. */
export interface StageRecord {
  readonly key: string;
  readonly seconds: number;
  readonly result: Readonly<Record<string, unknown>>;
}

export type StageRecords = Readonly<Record<string, StageRecord>>;

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
  /** What else it is made from, such as what people marked: a change makes it due again. */
  readonly given?: string;
  run(results: Results): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * The stages that are to be done, of those that are wanted with these keys: a stage that has left nothing, what was made
 * from something else, or what is no longer there.
 */
export function listDueStages(
  wanted: readonly { readonly name: string; readonly key: string }[],
  records: StageRecords,
  isThere: (record: StageRecord) => boolean,
): string[] {
  return wanted
    .filter(({ name, key }) => {
      const known = records[name];
      return known?.key !== key || !isThere(known);
    })
    .map(({ name }) => name);
}

/**
 * Runs the steps of one exposure that are due, in order, and hands each record on as soon as its step ends. What a step
 * left stays good while its key is the same and its files are there; a step that is named in `kept` is not done again
 * once it has left something.
 *
 * @throws UserError or DataError as the steps do, and whatever the signal was aborted with.
 */
export async function walkSteps(
  path: string,
  known: StageRecords,
  steps: readonly Step[],
  params: LivePreprocessingParams,
  signal: AbortSignal,
  save: (name: string, record: StageRecord) => Promise<void>,
  kept: readonly string[] = [],
): Promise<{ records: StageRecords; done: number }> {
  const wanted = await computeKeys(path, steps, params);
  const due = new Set(listDueStages(wanted, known, filesAreThere));
  for (const name of kept) if (known[name] !== undefined) due.delete(name);
  let records = known;
  for (const step of steps) {
    const { name } = step;
    signal.throwIfAborted();
    if (!due.has(name)) continue;
    const started = performance.now();
    const results = Object.fromEntries(Object.entries(records).map(([stage, { result }]) => [stage, result]));
    const result = await step.run(results);
    const key = wanted.find((one) => one.name === name)?.key ?? '';
    const record: StageRecord = { key, seconds: (performance.now() - started) / 1000, result };
    records = { ...records, [name]: record };
    await save(name, record);
  }
  return { records, done: due.size };
}

/** Keys follow from parameters and files alone: no step need run for the next one's. */
async function computeKeys(
  path: string,
  steps: readonly Step[],
  params: LivePreprocessingParams,
): Promise<{ name: string; key: string }[]> {
  const exposure = await identifyFile(path);
  const keys = new Map<string, string>();
  for (const step of steps) {
    const files = await Promise.all(step.files.map(identifyFile));
    const before = step.needs.map((need) => keys.get(need) ?? '');
    const given = step.given === undefined ? [] : [step.given];
    const inputs = [exposure, ...files, ...before, ...given];
    keys.set(step.name, stageKey({ ...step, type: step.name }, params, inputs));
  }
  return Array.from(keys, ([name, key]) => ({ name, key }));
}

/** Names of what a stage wrote, in its result. */
const namesFile = /^(?:\/|S\d+\/)/;

/** Results name their files by absolute path, or from a session's folder on; one that was deleted makes the stage due. */
function filesAreThere({ result }: StageRecord): boolean {
  return Object.values(result).every(
    (value) => typeof value !== 'string' || !namesFile.test(value) || existsSync(value),
  );
}

/**
 * What makes an input file this very file: path, size and time of its last change.
 *
 * @throws UserError when there is no such file, or it is a folder.
 */
export async function identifyFile(path: string): Promise<string> {
  try {
    const info = await stat(path);
    if (!info.isDirectory()) return `${path}:${info.size}:${info.mtimeMs}`;
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code;
    throw new UserError(`Cannot read ${path}: ${reason}. Check the path.`, { cause: error });
  }
  throw new UserError(`Cannot read ${path}: that is a folder; name a file.`);
}
