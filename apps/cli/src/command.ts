import { availableParallelism } from 'node:os';
import { sentenceOf, UserError } from '@vitreous/errors';
import { removeHalfWritten } from '@vitreous/formats';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { StageContext } from '@vitreous/stages';
import { makeFolder, removeEmptyFolders, type MadeFolder } from './output-files.js';
import { createProgress, type Progress } from './progress.js';

/** Å; smaller and larger pixels are no microscope's. */
export const leastPixelA = 0.01;
export const mostPixelA = 100;

const stopped = 'Stopped: finished files stay, half-written ones are gone.';
/** How long work may go on after Ctrl-C before the process ends as it is. */
const graceMs = 1000;

/** What every command's work is given. */
export interface Run {
  readonly threads: number;
  /** Aborted by Ctrl-C: the work stops at its next step and leaves no half file. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Makes the folder that files go into, and answers it. Empty ones go again when the run fails. */
  makeFolder(dir: string): Promise<string>;
  /** With `--json`, prints `result` as the one object on standard output; otherwise `text`. */
  print(result: object, text: string): void;
}

/** A command with the options that all of them share: --threads and --json. */
export function createCommand(name: string, summary: string): Command {
  return new Command(name)
    .description(summary)
    .addOption(
      new Option('--threads <n>', 'threads to use').argParser(parsePositiveInteger).default(availableParallelism()),
    )
    .option('--json', 'print one JSON object on standard output', false);
}

/** Runs `work` as the action of a command: Ctrl-C, progress and errors are taken care of here. */
export async function runCommand(
  options: { threads: number; json: boolean },
  work: (run: Run) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const progress = createProgress(process.stderr);
  const leave = (): void => {
    removeHalfWritten();
    progress.clear();
    process.stderr.write(`${stopped}\n`);
    process.exit(130);
  };
  const stop = (): void => {
    if (controller.signal.aborted) leave();
    controller.abort(new UserError(stopped));
    // Work that looks at the signal ends by itself before; a second Ctrl-C does not wait.
    setTimeout(leave, graceMs).unref();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const made: MadeFolder[] = [];
  try {
    await work({
      threads: options.threads,
      signal: controller.signal,
      progress,
      makeFolder: async (dir) => {
        const folder = await makeFolder(dir);
        if (folder !== null) made.push(folder);
        return dir;
      },
      print: (result, text) => {
        controller.signal.throwIfAborted();
        progress.clear();
        process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${text}\n`);
      },
    });
  } catch (error) {
    progress.clear();
    for (const folder of made.reverse()) await removeEmptyFolders(folder);
    const { signal } = controller;
    // Node's own functions that a signal stops throw an error of theirs.
    const isAbort = signal.aborted && (error as Error).name === 'AbortError';
    const sentence = sentenceOf(isAbort ? signal.reason : error);
    if (sentence === null) throw error;
    process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
  } finally {
    if (controller.signal.aborted) process.exitCode = 130;
    progress.clear();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** What a stage of this run may know; makes the folder that it writes into. @throws UserError when that fails. */
export async function createStageContext(run: Run, outDir: string): Promise<StageContext> {
  return {
    outDir: await run.makeFolder(outDir),
    threads: run.threads,
    signal: run.signal,
    progress: (fraction, what) => {
      run.progress.show(fraction, what);
    },
  };
}

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number.');
  return value;
}

export function parsePositive(text: string): number {
  const value = parseNumber(text);
  if (value <= 0) throw new InvalidArgumentError('expected a number above 0.');
  return value;
}

/** A pixel size in Å that a microscope may have. */
export function parsePixelSize(text: string): number {
  const value = parseNumber(text);
  if (value < leastPixelA || value > mostPixelA) {
    throw new InvalidArgumentError(`expected a pixel size of ${leastPixelA} to ${mostPixelA} Å.`);
  }
  return value;
}

export function parseInteger(text: string): number {
  const value = parseNumber(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('expected a whole number.');
  return value;
}

export function parsePositiveInteger(text: string): number {
  const value = parseInteger(text);
  if (value <= 0) throw new InvalidArgumentError('expected a whole number above 0.');
  return value;
}
