import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { expectRibosomes, realMicrograph, realPixelSizeA } from './real-micrograph.js';
import { createAccount, password, startServer, type ServerProcess } from './server-process.js';

const python = findPythonClient();
if (!existsSync(realMicrograph)) console.warn(`skipped: ${realMicrograph} is not here`);

describe.skipIf(python === null)('the official Python client, unmodified', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-client-'));
  const projects = join(folder, 'projects');
  const email = 'admin@lab.org';
  let server: ServerProcess;
  beforeAll(async () => {
    mkdirSync(projects);
    createAccount(join(folder, 'data'), email, 'admin');
    server = await startServer(join(folder, 'data'));
  });
  afterAll(async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Three small movies with their gain reference, made once. */
  let simulated: Promise<string> | null = null;
  const simulateMovies = (): Promise<string> => {
    const movies = join(folder, 'movies');
    const size = ['--count', '3', '--size', '512', '--frames', '6', '--psize', '1.5', '--dose', '20'];
    const cli = join(import.meta.dirname, '../apps/cli/dist/main.js');
    simulated ??= promisify(execFile)(process.execPath, [cli, 'simulate', 'movies', movies, ...size]).then(
      () => movies,
    );
    return simulated;
  };

  it('works on projects, workspaces, tags and files', async () => {
    const seen = await runPython(python ?? '', 'client-projects.py', [server.url, email, password, projects]);
    expect(seen).toEqual({
      me: [email, { __global_roles__: ['admin'] }],
      projects: Array.from({ length: 12 }, (_, i) => `P${i + 1}`),
      backwards: ['P12', 'P11'],
      project: ['Apoferritin', 'Grid 2', join(projects, 'sample-2')],
      workspaces: [
        ['W1', 'Preprocessing'],
        ['W2', '2D classes'],
      ],
      tags: ['T1'],
      stats: 2,
      starred: true,
      files: ['extra/files', 'extra/files/note.txt'],
      size: 3_000_000,
      first: 'W1',
      refusals: {
        'missing project': ['APIError', 404],
        'relative folder': ['APIError', 422],
        overwriting: ['APIError', 409],
        'missing file': ['APIError', 404],
      },
    });
  });

  it('runs external jobs: outputs, what passes through, logs, plots', async () => {
    const seen = await runPython(python ?? '', 'client-external-jobs.py', [server.url, email, password, projects]);
    expect(seen).toEqual({
      statuses: ['completed', 'completed'],
      failed: ['failed', 'RuntimeError: broken on purpose'],
      refusals: {
        'saving when done': 409,
        'a circle': 409,
        'deleting a parent': 409,
        'clearing a parent': 409,
        'no such type': 422,
        'no such output': 404,
      },
      events: [
        ['text', 'starting'],
        ['text', '100 %'],
        ['checkpoint', null],
        ['warning', 'over'],
        ['image', 'a plot'],
      ],
      files: ['a plot.csv', 'a plot.png', 'picks.png'],
      plot: true,
      'output image': true,
      parents: [['J1'], ['J2', 'J3']],
      copies: [
        ['J4', [], 'J1', 'building', ['W2']],
        ['J5', ['J4'], 'J2', 'building', ['W2']],
      ],
      final: [['J3'], ['J1']],
      found: ['J1', 'J2', 'J3'],
      stats: { completed: 2, failed: 1, building: 2 },
      types: ['import_movies'],
      // Seconds later there is the job's log too.
      listed: expect.arrayContaining(['J1_picks.cs', 'assets', 'job.json']) as string[],
    });
  });

  it('keeps blueprints and workflows, exports and imports, cleans up and says so', async () => {
    const seen = await runPython(python ?? '', 'client-recipes.py', [server.url, email, password, projects]);
    expect(seen).toEqual({
      blueprint: [['Ribosomes'], 'Ribosomes', 250],
      workflow: [
        ['patch_ctf_estimation_multi', 1],
        ['blob_picker_gpu', 1],
      ],
      upon: true,
      runs: 1,
      results: [10, 'pixels'],
      imported: ['completed', 10, 'success'],
      cleaned: [expect.stringContaining('8 jobs were deleted'), 0],
      left: true,
      diagnostics: true,
      log: true,
    });
  });

  it('queues a job, waits for it and loads what it made', async () => {
    for (const name of ['a', 'b']) {
      const image = { height: 48, width: 64, data: new Float32Array(48 * 64) };
      await writeMrc(join(folder, `${name}.mrc`), image, { pixelSizeA: 1.5 });
    }
    writeFileSync(join(folder, 'broken.mrc'), 'no image');
    mkdirSync(join(folder, 'allowed'));
    symlinkSync(join(folder, 'a.mrc'), join(folder, 'allowed', 'link.mrc'));
    const args = [server.url, email, password, projects, join(folder, '*.mrc'), '1.5', join(folder, 'allowed')];
    const seen = await runPython(python ?? '', 'client-queue.py', args);
    expect(seen).toEqual({
      bounded: ['failed', `${join(folder, 'a.mrc')} lies outside the folders that may be used.`],
      errors: [['missing', ['params', 'cs_mm']]],
      refused: 409,
      status: 'completed',
      rows: 2,
      fields: ['micrograph_blob', 'mscope_params'],
      shape: [
        [48, 64],
        [48, 64],
      ],
      listed: ['imported/a.mrc', 'imported/b.mrc', 'imported/broken.mrc'],
      log: [expect.stringContaining('broken.mrc'), '2 of 3 micrographs imported.'],
      lane: ['default', ['default']],
      register: ['Import Micrographs', ['accel_kv', 'blob_paths', 'compute_num_cpus']],
    });
  });

  it('goes from movies to particles as a notebook does', async () => {
    const movies = await simulateMovies();
    const truth = JSON.parse(readFileSync(join(movies, 'truth.json'), 'utf8')) as {
      movies: { path: string; df1_A: number; df2_A: number; particles: unknown[] }[];
    };
    const args = [server.url, email, password, projects, movies];
    const seen = (await runPython(python ?? '', 'client-workflow.py', args)) as {
      defocus: [string, number, number][];
      picks: [number, number, number];
      particles: [number, string[]];
      inspect: { picks: boolean[] };
    };
    const slots = ['background_blob', 'ctf', 'ctf_stats', 'gain_ref_blob', 'micrograph_blob'].concat([
      'micrograph_blob_non_dw',
      'movie_blob',
      'mscope_params',
      'rigid_motion',
      'spline_motion',
    ]);
    expect(seen).toMatchObject({
      'too early': 409,
      'too late': 409,
      curate: {
        fields: expect.arrayContaining([
          'ctf_fit_to_A',
          'average_defocus',
          'astigmatism',
          'ice_thickness_rel',
          'total_motion_dist',
        ]) as unknown,
        counts: { total: 3, accepted: 2, rejected: 1, manual: 0 },
        worst: ['rejected', 'Defocus average', 'accepted'],
        preview: [[512, 512], 'PNG'],
        refusals: [422, 422, 404, 422],
      },
      inspect: { counts: [true, true, seen.picks[1]], histograms: [seen.picks[0], seen.picks[0]], refused: 422 },
      statuses: Array.from({ length: 8 }, () => 'completed'),
      classes: ['completed', 'completed', 'completed'],
      templates: [2, true, 1, true, true, true],
      exposures: [3, slots],
      curated: [2, 1, true],
      shape: Array.from({ length: 3 }, () => [512, 512]),
      particles: [expect.any(Number), ['blob', 'ctf', 'location', 'pick_stats']],
      psize: [3],
      stack: [64, 64],
      pictures: ['Micrograph', 'Drift', 'Micrograph', 'Drift', 'Micrograph', 'Drift'],
      drift: '<svg',
      tiles: 1,
      passed: 1,
    });
    expect(seen.inspect.picks.every(Boolean)).toBe(true);
    // Such small frames are fitted to about 200 Å.
    for (const { path, df1_A, df2_A } of truth.movies) {
      const [, df1, df2] = seen.defocus.find(([name]) => name === path) ?? [];
      expect(Math.abs(((df1 ?? 0) + (df2 ?? 0) - df1_A - df2_A) / 2), path).toBeLessThan(300);
    }
    const [picked, kept, best] = seen.picks;
    // At least as many as there are particles on two of the frames; half of them kept, two thirds of those the best.
    expect(picked).toBeGreaterThanOrEqual(12);
    expect(kept).toBe(picked - Math.floor(picked / 2));
    expect(best).toBe(Math.floor((2 * kept) / 3));
    expect(seen.particles[0]).toBeGreaterThan(3);
    expect(seen.particles[0]).toBeLessThanOrEqual(best);
  }, 300_000);

  it('picks by templates, extracts, shrinks, restacks, splits, exports and imports by queued jobs', async () => {
    const movies = await simulateMovies();
    // A bright disc of 120 Å in a box of 192 Å.
    const disc = Float32Array.from({ length: 48 * 48 }, (_, i) =>
      Number(Math.hypot((i % 48) - 24, Math.floor(i / 48) - 24) < 15),
    );
    const templates = join(folder, 'templates.mrcs');
    await writeMrc(templates, { count: 1, height: 48, width: 48, data: disc }, { pixelSizeA: 4 });
    const volume = join(folder, 'volume.mrc');
    await writeMrc(volume, { depth: 4, height: 5, width: 6, data: new Float32Array(120) }, { pixelSizeA: 1.25 });
    const args = [server.url, email, password, projects, movies, templates, volume];
    const seen = (await runPython(python ?? '', 'client-jobs.py', args)) as Record<string, unknown>;
    const alike = {
      'blob/path': 'object[]',
      'blob/idx': 'uint32[]',
      'blob/shape': 'uint32[2]',
      'blob/psize_A': 'float32[]',
      'ctf/accel_kv': 'float32[]',
      'ctf/df1_A': 'float32[]',
      'ctf/exp_group_id': 'uint32[]',
      'ctf/tetra_A': 'float32[4]',
      'location/center_x_frac': 'float32[]',
      'location/micrograph_uid': 'uint64[]',
      uid: 'uint64[]',
    };
    expect(seen).toMatchObject({
      statuses: ['completed'],
      parts: ['remainder', 'split_0', 'split_1', 'split_2'],
      refused: 409,
      owners: true,
      fields: { ...alike, 'pick_stats/ncc_score': 'float32[]' },
      restacked: [[64, 64], 3],
      'same ctf': true,
      stack: [12, 64, 64],
      split: true,
      even: true,
      intersection: true,
      'of A': 1.5,
      union: [true, ['blob', 'ctf', 'location', 'pick_stats']],
      exposures: [1, 2],
      volume: { 'map/shape': [[4, 5, 6]], 'map/psize_A': [1.25] },
      mask: ['mask'],
      star: { ...alike, 'blob/import_sig': 'uint64[]' },
      'star kept': true,
      cs: [true, ['blob']],
      'extracted again': true,
    });
    expect(seen['halves']).toEqual(expect.arrayContaining(['ctf', 'micrograph_blob', 'movie_blob', 'mscope_params']));
    expect(seen['particles']).toBeGreaterThan(10);
  });

  it.skipIf(!existsSync(realMicrograph))('takes a real micrograph to particles, by program and by hand', async () => {
    const args = [server.url, email, password, projects, realMicrograph, realPixelSizeA];
    const seen = (await runPython(python ?? '', 'client-real-micrograph.py', args)) as Record<string, unknown>;
    expect(seen).toMatchObject({
      statuses: Array.from({ length: 5 }, () => 'completed'),
      begun: seen['picks'],
      // The box of the fourth would reach over the edge.
      'by hand': [3, [3, 64, 64], [0.3, 0.5, 0.7]],
    });
    expectRibosomes(seen);
    expect(Math.abs((seen['defocus by hand'] as number) - 10_590)).toBeLessThan(300);
  });
});
