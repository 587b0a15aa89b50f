import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { expectRibosomes, realMicrograph, realPixelSizeA } from './real-micrograph.js';
import { createAccount, password, startServer, type ServerProcess } from './server-process.js';

const python = findPythonClient();

describe.skipIf(python === null)('a Live session, through the official Python client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-live-'));
  const email = 'admin@lab.org';
  const [projects, movies, watched] = ['projects', 'movies', 'watched'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  let server: ServerProcess;
  beforeAll(async () => {
    mkdirSync(projects);
    mkdirSync(watched);
    createAccount(join(folder, 'data'), email, 'admin');
    server = await startServer(join(folder, 'data'));
    const size = ['--count', '3', '--size', '512', '--frames', '6', '--psize', '1.5', '--dose', '20'];
    const cli = join(import.meta.dirname, '../apps/cli/dist/main.js');
    await promisify(execFile)(process.execPath, [cli, 'simulate', 'movies', movies, ...size]);
  }, 120_000);
  afterAll(async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes from a watched folder to particles, and redoes only what a change touches', async () => {
    const args = [server.url, email, password, projects, movies, watched];
    expect(await runPython(python ?? '', 'client-live.py', args)).toEqual({
      new: ['paused', 'W1', 'S1', 0],
      'early start': 409,
      errors: [
        'compute_resources.phase_one_lane',
        'exposure_groups',
        'params.accel_kv',
        'params.blob_diameter_max',
        'params.blob_diameter_min',
        'params.box_size_pix',
        'params.cs_mm',
        'params.psize_A',
        'params.total_dose_e_per_A2',
      ],
      group: [true, 1],
      'ready to start': [],
      version: 1,
      running: 'running',
      good: 3,
      failed: [[3, true]],
      attributes: {
        average_defocus: true,
        total_blob_picks: true,
        total_extracted_particles: true,
        ready_at: true,
        motion_at: true,
      },
      movie: ['TIFF', [6, 512, 512], true],
      preview: true,
      particles: true,
      stats: [4, 3, 1, 3, 0],
      'sum of picks': true,
      workers: ['running'],
      redone: { motion_at: true, ctf_at: true, pick_at: true, extract_at: false },
      'more particles': true,
      versions: [2],
      rejected: [
        [false, true],
        [false, false],
        [true, false],
      ],
      exported: [true, true],
      relion: true,
      'exported exposures': [1, 2],
      freed: [true],
      cut: true,
      'cut by number': true,
      'session exported': ['S1_exposures.csg', 'S1_particles.csg'],
      picks: [true, true],
      spans: true,
      'by hand': [2, 2],
      'too far': 404,
      'nothing returned': true,
      'cut by hand': [2, 2, 'manual'],
      'as found': true,
      'others untouched': true,
      'manual stats': [2, 1, 2, 3],
      'exported by hand': [2, true],
      trial: [true, 'ctf'],
      'with a trial': 2,
      paused: ['paused', true, 1],
      'workers after': ['completed'],
      completed: 'completed',
      clone: ['S2', 1.5, false],
      count: [2, 3],
      cleared: [0, 0],
      deleted: [1, 404],
    });
  }, 300_000);

  const missing = existsSync(realMicrograph) ? '' : ' (skipped: ../shared/data has no real micrograph)';
  it.skipIf(missing !== '')(
    `takes a real micrograph of ribosomes to particles${missing}`,
    async () => {
      const real = join(folder, 'real');
      mkdirSync(real);
      const args = [server.url, email, password, projects, realMicrograph, real, realPixelSizeA];
      const seen = (await runPython(python ?? '', 'client-live-micrograph.py', args)) as Record<string, unknown>;
      const [count] = seen['particles'] as [number];
      expect(seen).toMatchObject({
        failed: '',
        stage: 'ready',
        movie: ['MRC/2', [1, 3838, 3710]],
        particles: [count, count],
        stack: [64, 64],
        preview: true,
        'by hand': [4, 3],
        export: ['completed', count],
      });
      expectRibosomes({ ...seen, particles: count });
    },
    500_000,
  );
});
