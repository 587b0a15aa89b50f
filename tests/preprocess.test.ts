import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { datasetOfStar, findNumbers, readDataset, readStar } from '@vitreous/formats';
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
  readonly particles: number;
  readonly particles_cs: string;
  readonly micrographs_star: string;
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
      .concat(['--diameter-min', '150', '--diameter-max', '190', '--box', '96', '--bin', '48'])
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

it('takes every movie to particles, and does nothing the second time', async () => {
  const first = await preprocess(movies);
  expect(first).toMatchObject({ code: 0, printed: { steps_done: 8, failed: 0 } });
  for (const exposure of first.printed?.exposures ?? []) {
    expect(exposure.stages['motion']?.result).toMatchObject({ psize_A: 1.5, micrograph_shape: [320, 384] });
  }
  const report = readFileSync(first.printed?.report ?? '', 'utf8');
  expect(report).toContain('movie-0002.tiff');
  expect(report).toContain('movie-0001/movie-0001_preview_2x.png');
  expect(report).toContain('_particles.png');
  const { particles, particles_cs, micrographs_star } = first.printed ?? {};
  const rows = await readDataset(particles_cs ?? '');
  expect(rows.length).toBe(particles);
  expect(rows.length).toBeGreaterThan(0);
  expect(findNumbers(rows, 'blob/psize_A')?.[0]).toBe(3);
  expect(datasetOfStar(await readStar(micrographs_star ?? '')).dataset.length).toBe(2);
  expect((await preprocess(movies)).printed?.steps_done).toBe(0);
});

it('does again what a changed parameter or a deleted file makes due', async () => {
  expect((await preprocess(movies, ['--particles-f16'])).printed?.steps_done).toBe(2);
  const changes = ['--particles-f16', '--param', 'ctf_res_max_align=6'];
  // CTF and what comes of it; blobs are looked for without it.
  expect((await preprocess(movies, changes)).printed?.steps_done).toBe(4);
  rmSync(join(out, 'movie-0001', 'movie-0001_background.mrc'));
  expect((await preprocess(movies, changes)).printed?.steps_done).toBe(1);
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
  ['--param', 'no_such_name=1'],
  ['--param', 'ctf_res_max_align=fine'],
  ['--box', '97'],
])('refuses %s %s with a sentence and exit code 1', async (option, value) => {
  const { code, stderr, printed } = await preprocess(movies, [option, value]);
  expect(code).toBe(1);
  expect(printed).toBeNull();
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('    at ');
});
