import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { matchByUid, renameColumns, writeDataset, type Dataset } from '@vitreous/formats';
import { UserError } from '@vitreous/errors';
import { serveActions, type ActionLine, type Actions } from './interaction.js';
import { openParticleCache, type ParticleCache } from './particle-cache/particle-cache.js';
import { readConnections } from './result-files.js';
import type { LogEntry, SavedOutput, Task } from './task.js';

/** What a job's `run` is given, besides its parameters. */
export interface RunContext {
  /** Absolute. */
  readonly projectDir: string;
  /** The job's folder, relative to the project directory: what datasets say. */
  readonly jobDir: string;
  readonly threads: number;
  /** Aborted when the job is killed; a run checks it between steps. */
  readonly signal: AbortSignal;
  /** @throws UserError when whoever queued the job may not read a file; `path` has no symbolic links. */
  requireReadable(path: string): void;
  /** All columns of what is connected to an input, those that pass through too. */
  readInput(name: string): Promise<Dataset>;
  /** Asks the server something that only this type of job asks; `path` is below `/api/worker`. */
  ask(path: string, body: unknown): Promise<unknown>;
  /**
   * Where to read each of some particle files, absolute: copies in the SSD cache where the job has one and there is
   * room, else the files themselves.
   */
  localCopies(paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** How far it is, 0 to 1. */
  progress(fraction: number, what: string): void;
  log(text: string, type?: LogEntry['type']): Promise<void>;
  /** A picture in the job's folder, for the log. */
  logPicture(text: string, path: string): Promise<void>;
  /**
   * Writes an output: the columns of its slots, and beside them the columns of its passthrough input for the same rows.
   * `stats` are figures of it as a whole, `image` a picture in the job's folder.
   */
  saveOutput(name: string, dataset: Dataset, about?: Partial<Pick<SavedOutput, 'stats' | 'image'>>): Promise<void>;
  /** Lets people decide: the job waits, and does what is asked of it, until an action ends it. */
  interact(actions: Actions): Promise<void>;
}

/** A context, and what ends it. */
export interface JobRun {
  readonly context: RunContext;
  /** Gives back what the run held of the cache. */
  close(): Promise<void>;
}

/** Of the cache's disk, where its target does not say what is to stay free. */
const usualReserveMb = 10_000;

/** How a worker tells the server what happens. */
export interface Reporter extends ActionLine {
  post(path: string, body: unknown): Promise<unknown>;
  progress(fraction: number, what: string): void;
  log(entry: LogEntry): Promise<void>;
  saved(output: SavedOutput): Promise<void>;
}

/** The runner of a type of job. */
export type Run = (params: Readonly<Record<string, unknown>>, context: RunContext) => Promise<void>;

export function createRunContext(task: Task, reporter: Reporter, signal: AbortSignal): JobRun {
  const requireReadable = (path: string): void => {
    const { allowed, closed } = task.reading;
    const isIn = (folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
    if (closed.some(isIn) || (allowed !== null && !allowed.some(isIn))) {
      throw new UserError(`${path} lies outside the folders that may be used.`);
    }
  };
  // A project's folder may hold links to anywhere: out of it they are followed only to where the person may look.
  const requireOwn = async (file: string): Promise<void> => {
    const [root, path] = await Promise.all([task.project_dir, resolve(task.project_dir, file)].map(linksFollowed));
    if (root === undefined || path === undefined || path.startsWith(`${root}/`)) return;
    requireReadable(path);
  };
  const read = async (name: string): Promise<Dataset> => {
    const connections = task.inputs[name] ?? [];
    for (const file of new Set(connections.flat().map((one) => one.file))) await requireOwn(file);
    return readConnections(task.project_dir, connections);
  };
  // What a streaming job offers changes while others read it: all of a job is about the rows that it read first.
  const inputs = new Map<string, Promise<Dataset>>();
  const readInput = (name: string): Promise<Dataset> => {
    const known = inputs.get(name) ?? read(name);
    inputs.set(name, known);
    return known;
  };
  let cache: Promise<ParticleCache> | null = null;
  const log: RunContext['log'] = (text, type = 'text') => reporter.log({ type, text, path: null });
  const openCache = ({ path, quota_mb, reserve_mb }: NonNullable<Task['cache']>): Promise<ParticleCache> =>
    openParticleCache(
      {
        path,
        quotaBytes: quota_mb === null ? null : quota_mb * 1e6,
        reserveBytes: (reserve_mb ?? usualReserveMb) * 1e6,
      },
      { log, signal },
    );
  const context: RunContext = {
    projectDir: task.project_dir,
    jobDir: task.job_dir,
    threads: task.threads,
    signal,
    requireReadable,
    readInput,
    ask: (path, body) => reporter.post(path, body),
    localCopies: async (paths) => {
      const where = new Map(paths.map((path) => [path, path]));
      if (task.cache === null) return where;
      try {
        return await (await (cache ??= openCache(task.cache))).localCopies(paths);
      } catch (error) {
        signal.throwIfAborted();
        await log(
          `SSD cache: ${task.cache.path} cannot be used: ${String(error)}. Files are read where they are.`,
          'warning',
        );
        return where;
      }
    },
    progress: (fraction, what) => {
      reporter.progress(fraction, what);
    },
    interact: (actions) => serveActions(actions, reporter, signal),
    log,
    logPicture: (text, path) => reporter.log({ type: 'text', text, path }),
    saveOutput: async (name, dataset, { stats = {}, image = null } = {}) => {
      const output = task.outputs[name];
      if (output === undefined) throw new Error(`${task.type} has no output ${name}`);
      const own = new Set(output.slots.map((slot) => slot.name));
      const slotOf = (field: string): string => field.split('/')[0] ?? '';
      const present = new Set([...dataset.columns.keys()].map(slotOf));
      const slots = output.slots.filter((slot) => present.has(slot.name));
      const file = join(task.job_dir, `${task.job_uid}_${name}.cs`);
      const kept = renameColumns(dataset, (field) => (field === 'uid' || own.has(slotOf(field)) ? field : null));
      await writeDataset(join(task.project_dir, file), kept);
      const results: SavedOutput['results'] = slots.map((slot) => ({ ...slot, file, passthrough: false }));

      const offered = output.passthrough === null ? [] : (task.inputs[output.passthrough] ?? []);
      const passing = (offered[0] ?? []).filter(
        ({ slot }) => !own.has(slot) && offered.every((connection) => connection.some((one) => one.slot === slot)),
      );
      if (passing.length > 0 && output.passthrough !== null) {
        const names = new Set(passing.map(({ slot }) => slot));
        const given = renameColumns(await readInput(output.passthrough), (field) =>
          field === 'uid' || names.has(slotOf(field)) ? field : null,
        );
        const rows = renameColumns(dataset, (field) => (field === 'uid' ? field : null));
        const matched = matchByUid([rows, given]);
        if (matched.length !== dataset.length) {
          throw new UserError(`Output ${name} has rows that input ${output.passthrough} does not have.`);
        }
        const passingFile = join(task.job_dir, `${task.job_uid}_passthrough_${name}.cs`);
        await writeDataset(join(task.project_dir, passingFile), matched);
        results.push(
          ...passing.map(({ slot, dtype }) => ({ name: slot, dtype, file: passingFile, passthrough: true })),
        );
      }
      await reporter.saved({ name, version: 0, num_items: dataset.length, results, stats, image });
    },
  };
  return {
    context,
    close: async () => {
      await (await cache?.catch(() => null))?.close();
    },
  };
}

/** A file that is missing is told of when it is read. */
function linksFollowed(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
