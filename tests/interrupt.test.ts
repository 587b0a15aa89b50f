import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readImageInfo, readMovie, writeMrcMovie } from '@vitreous/formats';
import { createMovieStack } from '@vitreous/numerics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, type Outcome } from './run-command.js';

/** Ctrl-C and kill -9 in the middle of the work: what has its name is whole, and the next run goes on from there. */
const folder = mkdtempSync(join(tmpdir(), 'vitreous-stop-'));
const at = (...names: string[]): string => join(folder, ...names);
const movies = ['movie-0001.tiff', 'movie-0002.tiff', 'movie-0003.tiff'].map((name) => at('movies', name));

beforeAll(async () => {
  const size = ['--size', '320', '--frames', '4', '--psize', '1.5', '--dose', '8', '--mass', '60', '--sym', 'C2'];
  const made = await runCommand(['simulate', 'movies', at('movies'), '--count', '3', ...size]);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  // Large enough to be met while it is read, mended or written.
  const large = createMovieStack('u8', 12, 1536, 1536);
  const frame = Float32Array.from({ length: 1536 * 1536 }, (_, i) => (i * 2654435761) % 7);
  for (let t = 0; t < large.frames; t++) await large.handle.setFrame(t, frame);
  await writeMrcMovie(at('large.mrc'), large, { pixelSizeA: 1.5 });
  await large.release();
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/**
 * Runs a command and sends `signal` as soon as `isTime` says so of the folder it writes into. On a busy machine a quick
 * command may be through before it was looked at: then it is run again.
 */
async function interrupt(...inputs: Parameters<typeof tryToInterrupt>): Promise<Outcome> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const outcome = await tryToInterrupt(...inputs);
    if (outcome !== null) return outcome;
    rmSync(inputs[2], { recursive: true });
  }
  throw new Error(`never met in the middle: ${inputs[0].join(' ')}`);
}

/** Null when the command ended by itself. */
async function tryToInterrupt(
  args: readonly string[],
  signal: 'SIGINT' | 'SIGKILL',
  out: string,
  isTime: (files: readonly string[]) => boolean,
): Promise<Outcome | null> {
  mkdirSync(out, { recursive: true });
  const run: { pid?: number; ended: boolean } = { ended: false };
  const outcome = runCommand(args, {
    started: (pid) => {
      run.pid = pid;
    },
  }).finally(() => {
    run.ended = true;
  });
  while (!run.ended && !isTime(filesIn(out))) await setTimeout(5);
  if (run.pid === undefined || run.ended) return null;
  process.kill(run.pid, signal);
  return outcome;
}

/** Every image that has its name can be read to its end. */
async function expectWhole(dir: string): Promise<void> {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!/\.(mrcs?|tiff?|eer)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    expect((await readImageInfo(path)).frames).toBeGreaterThan(0);
    await (await readMovie(path)).release();
  }
}

const halfWritten = (name: string): boolean => name.endsWith('.part');
const more = ['--size', '256', '--frames', '6', '--psize', '1.5', '--dose', '9', '--mass', '60', '--sym', 'C2'];
const commands: Readonly<Record<string, (out: string) => string[]>> = {
  motion: (out) => ['motion', at('large.mrc'), '--out', out, '--psize', '1.5', '--dose', '24'],
  simulate: (out) => ['simulate', 'movies', out, '--count', '200', ...more],
  'simulate as EER': (out) => ['simulate', 'movies', out, '--count', '200', '--format', 'eer', ...more],
  'simulate, waiting': (out) => ['simulate', 'movies', out, '--count', '2', '--every', '1000', ...more],
  preprocess: (out) => ['preprocess', ...movies, '--out', out, '--psize', '1.5', '--dose', '8'],
  convert: (out) => ['convert', at('large.mrc'), join(out, 'large.tiff'), '--compression', 'deflate'],
};

describe('Ctrl-C', () => {
  it.each(Object.entries(commands))('stops %s with nothing half-written', async (name, command) => {
    const out = at(`int ${name}`);
    const isTime = (files: readonly string[]): boolean =>
      name === 'simulate, waiting' ? files.includes('truth.json') : files.some(halfWritten);
    const { code, stdout, stderr } = await interrupt(command(out), 'SIGINT', out, isTime);
    expect(stderr).toBe('Stopped: finished files stay, half-written ones are gone.\n');
    expect([code, stdout]).toEqual([130, '']);
    expect(filesIn(out).filter(halfWritten)).toEqual([]);
    await expectWhole(out);
  });

  it('is no hindrance to the next run of preprocess', async () => {
    const out = at('again');
    const command = commands['preprocess']?.(out) ?? [];
    const { code } = await interrupt(command, 'SIGINT', out, (files) => files.includes('exposure.json'));
    expect(code).toBe(130);
    const next = await runCommand([...command, '--json']);
    expect(next.code).toBe(0);
    expect(JSON.parse(next.stdout)).toMatchObject({ failed: 0 });
    expect((JSON.parse(next.stdout) as { steps_done: number }).steps_done).toBeLessThan(6);
  });
});

describe('kill -9', () => {
  it.each(['motion', 'simulate', 'preprocess', 'convert'])('leaves no half file of %s under its name', async (name) => {
    const out = at(`kill ${name}`);
    const command = commands[name]?.(out) ?? [];
    const { code } = await interrupt(command, 'SIGKILL', out, (files) => files.some(halfWritten));
    expect(code).toBeNull();
    await expectWhole(out);
  });

  it('costs a classification little: the next run goes on, and ends where an undisturbed one does', async () => {
    const size = ['--count', '120', '--box', '40', '--psize', '6', '--snr', '0.3'];
    expect((await runCommand(['simulate', 'particles', at('particles'), ...size])).code).toBe(0);
    const command = (out: string): string[] => [
      ...['class2d', at('particles', 'particles.star'), '--out', out, '--classes', '4', '--mask-diameter', '200'],
      ...['--max-res', '14', '--iterations', '60', '--checkpoint', '0'],
    ];
    const out = at('kill class2d');
    const isUnderWay = (files: readonly string[]): boolean => files.includes('class2d.checkpoint');
    expect((await interrupt(command(out), 'SIGKILL', out, isUnderWay)).code).toBeNull();
    const next = await runCommand([...command(out), '--json']);
    expect(next.code).toBe(0);
    const { resumed_at_iteration: step } = JSON.parse(next.stdout) as { resumed_at_iteration: number };
    expect(step).toBeGreaterThan(0);
    expect(filesIn(out)).not.toContain('class2d.checkpoint');
    const whole = at('whole class2d');
    expect((await runCommand(command(whole))).code).toBe(0);
    for (const name of ['classes.mrcs', 'particles.star']) {
      expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
    }
  }, 240_000);

  it('is swept up by the next run into that folder', async () => {
    const out = at('kill preprocess');
    const folderOf = join(out, 'movie-0001');
    expect(filesIn(out).some(halfWritten)).toBe(true);
    // What others write there is not touched.
    writeFileSync(join(folderOf, 'notes.part'), '');
    const { code } = await runCommand(commands['preprocess']?.(out) ?? []);
    expect(code).toBe(0);
    expect(filesIn(out).filter(halfWritten)).toEqual(['notes.part']);
  });
});
