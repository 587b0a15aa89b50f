import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** A walk through the built command line, as `./vitreous` runs it. */
const main = join(import.meta.dirname, '../apps/cli/dist/main.js');
const folder = mkdtempSync(join(tmpdir(), 'vitreous-walk-'));
const out = join(folder, 'out');
const movies = [1, 2].map((index) => join(folder, `movie-000${index}.tiff`));

interface Printed {
  readonly steps_done: number;
  readonly failed: number;
  readonly report: string;
  readonly exposures: readonly {
    readonly failReason: string | null;
    readonly stages: Readonly<Record<string, { readonly result: Readonly<Record<string, unknown>> }>>;
  }[];
}

async function run(args: readonly string[]): Promise<{ code: number; printed: Printed | null; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args, '--json']);
    return { code: 0, printed: JSON.parse(stdout) as Printed, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, printed: stdout === '' ? null : (JSON.parse(stdout) as Printed), stderr };
  }
}

const preprocess = (files: readonly string[], changes: readonly string[] = []): ReturnType<typeof run> =>
  run(
    ['preprocess', ...files, '--out', out, '--psize', '1.5', '--dose', '20']
      .concat(['--gain', join(folder, 'gain.mrc'), '--defects', join(folder, 'defects.txt')])
      .concat(changes),
  );

beforeAll(async () => {
  const size = ['--size', '384x320', '--frames', '6', '--psize', '1.5', '--dose', '20'];
  const made = await run(['simulate', 'movies', folder, '--count', '2', ...size]);
  expect(made.code).toBe(0);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('corrects every movie, and does nothing the second time', async () => {
  const first = await preprocess(movies);
  expect(first).toMatchObject({ code: 0, printed: { steps_done: 2, failed: 0 } });
  for (const exposure of first.printed?.exposures ?? []) {
    expect(exposure.stages['motion']?.result).toMatchObject({ psize_A: 1.5, micrograph_shape: [320, 384] });
  }
  const report = readFileSync(first.printed?.report ?? '', 'utf8');
  expect(report).toContain('movie-0002.tiff');
  expect(report).toContain('movie-0001/movie-0001_preview_2x.png');
  expect((await preprocess(movies)).printed?.steps_done).toBe(0);
});

it('does again what a changed parameter or a deleted file makes due', async () => {
  expect((await preprocess(movies, ['--f16'])).printed?.steps_done).toBe(2);
  rmSync(join(out, 'movie-0001', 'movie-0001_background.mrc'));
  expect((await preprocess(movies, ['--f16'])).printed?.steps_done).toBe(1);
});

it('marks a truncated movie with its reason and goes on with the rest', async () => {
  const broken = join(folder, 'broken.tiff');
  copyFileSync(movies[0] ?? '', broken);
  truncateSync(broken, 20_000);
  const { code, printed } = await preprocess([broken, ...movies]);
  expect(code).toBe(1);
  expect(printed?.failed).toBe(1);
  expect(printed?.exposures[0]?.failReason).toContain(broken);
});

it.each([
  ['--psize', '0'],
  ['--psize', '1000'],
  ['--dose', '-3'],
  ['--gain', '/nowhere/gain.mrc'],
])('refuses %s %s with a sentence and exit code 1', async (option, value) => {
  const { code, stderr, printed } = await preprocess(movies, [option, value]);
  expect(code).toBe(1);
  expect(printed).toBeNull();
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('    at ');
});
