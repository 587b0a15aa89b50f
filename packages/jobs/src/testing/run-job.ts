import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { matchByUid, readDataset, writeDataset, type Dataset } from '@vitreous/formats';
import { createRunContext, outputsOf, type ActionAnswer, type SavedOutput, type Task } from '@vitreous/job-kit';
import { findJobDefinition, loadRun } from '../index.js';

interface Wanted {
  /** Existing, absolute. */
  readonly projectDir: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The datasets connected to each input. */
  readonly inputs?: Readonly<Record<string, readonly Dataset[]>>;
  readonly reading?: Task['reading'];
  /** What is asked of it while it waits. */
  readonly posts?: readonly (readonly [string, unknown])[];
  readonly cache?: Task['cache'];
}

export interface RanJob {
  /** All columns of each output, those that pass through too. */
  readonly outputs: Readonly<Record<string, Dataset>>;
  readonly log: readonly string[];
  /** Relative to the project. */
  readonly pictures: readonly string[];
  /** To each post: status and content. */
  readonly answers: readonly (readonly [number, unknown])[];
}

let jobs = 0;

/** Runs a type of job as a worker would, on files and without a server. */
export async function runJob(type: string, wanted: Wanted): Promise<RanJob> {
  const [definition, run] = [findJobDefinition(type), await loadRun(type)];
  if (definition === null || run === null) throw new Error(`there is no type ${type}`);
  const { projectDir, inputs = {}, reading = { allowed: null, closed: [] }, cache = null } = wanted;
  const uid = `J${++jobs}`;
  await mkdir(join(projectDir, uid));
  const params = Object.fromEntries(
    Object.entries(definition.params).map(([name, param]) => [name, param.type.parse(wanted.params?.[name])]),
  );
  const task: Task = {
    project_uid: 'P1',
    job_uid: uid,
    project_dir: projectDir,
    job_dir: uid,
    type,
    params,
    threads: 2,
    reading,
    cache,
    inputs: Object.fromEntries(
      await Promise.all(
        Object.entries(inputs).map(
          async ([name, datasets]) =>
            [
              name,
              await Promise.all(datasets.map((dataset, i) => connect(dataset, projectDir, `${uid}-${name}-${i}.cs`))),
            ] as const,
        ),
      ),
    ),
    outputs: Object.fromEntries(
      Object.entries(outputsOf(definition, params)).map(([name, { slots, passthrough }]) => [
        name,
        { slots: slots.map((slot) => (typeof slot === 'string' ? { name: slot, dtype: slot } : slot)), passthrough },
      ]),
    ),
  };
  const saved: SavedOutput[] = [];
  const log: string[] = [];
  const pictures: string[] = [];
  const answers: (readonly [number, unknown])[] = [];
  const posts = (wanted.posts ?? []).map(([action, body], i) => ({ id: `${i}`, action, body }));
  const reporter = {
    post: (path: string) => Promise.reject(new Error(`nobody answers ${path} here`)),
    progress: () => undefined,
    status: () => Promise.resolve(),
    nextAction: () => {
      const post = posts.shift();
      return post === undefined ? Promise.reject(new Error('nothing more is asked of it')) : Promise.resolve(post);
    },
    answerAction: ({ status, content }: ActionAnswer) => {
      answers.push([status, content]);
      return Promise.resolve();
    },
    log: (entry: { text: string; path: string | null }) => {
      log.push(entry.text);
      if (entry.path !== null) pictures.push(entry.path);
      return Promise.resolve();
    },
    saved: (output: SavedOutput) => {
      saved.push(output);
      return Promise.resolve();
    },
  };
  const job = createRunContext(task, reporter, new AbortController().signal);
  try {
    await run(params, job.context);
  } finally {
    await job.close();
  }
  const outputs = await Promise.all(
    saved.map(async ({ name, results }) => {
      const files = [...new Set([`${uid}/${uid}_${name}.cs`, ...results.map(({ file }) => file)])];
      return [name, matchByUid(await Promise.all(files.map((file) => readDataset(join(projectDir, file)))))] as const;
    }),
  );
  return { outputs: Object.fromEntries(outputs), log, pictures, answers };
}

/** A connection that offers each slot of a dataset under its own name. */
async function connect(
  dataset: Dataset,
  projectDir: string,
  file: string,
): Promise<NonNullable<Task['inputs'][string]>[number]> {
  await writeDataset(join(projectDir, file), dataset);
  const slots = new Set(
    [...dataset.columns.keys()].filter((name) => name.includes('/')).map((name) => name.split('/')[0] ?? ''),
  );
  return Array.from(slots, (slot) => ({ file, result: slot, slot, dtype: slot }));
}
