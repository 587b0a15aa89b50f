import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crossingOf, judgeMap } from '@vitreous/algorithms';
import { readMrcVolume } from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { createAccount, login, password, startServer, type ServerProcess } from './server-process.js';

const model = join(import.meta.dirname, '../../shared/data/models/6z6u_human_apoferritin.pdb.gz');
const isThere = existsSync(model);
if (!isThere) console.warn('skipped: ../shared/data/models/6z6u_human_apoferritin.pdb.gz is not here');
const python = isThere ? findPythonClient() : null;

/** Of the particles that are refined. */
const [boxPx, pixelSizeA] = [60, 3.2];

describe.skipIf(python === null)('apoferritin in a Live session, through the official Python client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-live-refine-'));
  const email = 'admin@lab.org';
  const [projects, movies, watched] = [join(folder, 'projects'), join(folder, 'movies'), join(folder, 'watched')];
  const truth = join(folder, 'truth');
  let server: ServerProcess;
  beforeAll(async () => {
    mkdirSync(projects);
    mkdirSync(watched);
    createAccount(join(folder, 'data'), email, 'admin');
    server = await startServer(join(folder, 'data'));
    const simulate = (args: readonly string[]): Promise<unknown> =>
      promisify(execFile)(process.execPath, [
        join(import.meta.dirname, '../apps/cli/dist/main.js'),
        'simulate',
        ...args,
        '--model',
        model,
      ]);
    const size = ['--count', '9', '--size', '768', '--frames', '6', '--psize', '1.6', '--dose', '40'];
    await simulate(['movies', movies, ...size]);
    await simulate(['particles', truth, '--count', '2', '--box', `${boxPx}`, '--psize', `${pixelSizeA}`]);
  }, 300_000);
  afterAll(async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes from movies to a map that agrees with the truth, and keeps refining as movies come', async () => {
    const token = await login(server.url, email);
    // The script kills the server, which comes back at the same address.
    server.process.once('exit', (_code, signal) => {
      if (signal !== 'SIGKILL') return;
      void startServer(join(folder, 'data'), new URL(server.url).port).then((again) => (server = again));
    });
    const args = [server.url, email, password, projects, movies, watched, token, `${server.process.pid ?? ''}`];
    const seen = (await runPython(python ?? '', 'client-live-refine.py', args)) as Record<string, unknown>;
    expect(seen).toMatchObject({
      'no classes yet': [409, 409],
      abinit: ['homo_abinit', 'building', 409],
      'nothing selected yet': 409,
      'no volume yet': 409,
      volume: [true, 'volume_class_0', true, true, true],
      refine: ['homo_refine_streaming', 'building', 409],
      ready: [true, true, false],
      history: [true, true, true, expect.closeTo(2 * pixelSizeA, 4) as number, null, true],
      killed: [true],
      'went on after the kill': 1,
      stopped: ['killed', 409],
      'went on': true,
      changed: true,
      busy: 409,
      poses: [
        true,
        ['alignments2D', 'alignments3D', 'blob', 'ctf', 'location', 'pick_stats'],
        ['map', 'map_half_A', 'map_half_B', 'map_sharp', 'mask_fsc', 'mask_refine'],
      ],
      attached: ['paused', true, true, true],
      'went on attached': true,
      forgotten: [],
      cleared: [null, false, 'killed'],
    });
    const [first, second] = [seen['first'], seen['second']] as [number, number][];
    expect(second?.[1]).toBeGreaterThan(first?.[1] ?? Infinity);
    expect(seen['curves']).toEqual(expect.arrayContaining(['fsc_nomask', 'fsc_tightmask', 'fsc_noisesub', 'radwn']));
    const pictures = (seen['pictures'] as string[]).map((text) => text.replace(/:.*/, ''));
    expect(pictures).toEqual(
      expect.arrayContaining(['The map', 'Viewing directions', 'Fall-off of amplitudes', 'Particles and resolution']),
    );
    // Others begin anew, and come to the same.
    const [restart, initial, resolution] = seen['anew'] as [boolean, number, number];
    expect([restart, initial]).toEqual([false, 20]);
    for (const one of [first?.[0], second?.[0], resolution]) expect(one).toBeLessThan(8.5);
    const [map, real] = await Promise.all(
      [String(seen['map']), join(truth, 'map.mrc')].map(async (path) => (await readMrcVolume(path)).data),
    );
    if (map === undefined || real === undefined) throw new Error('two maps are compared');
    const { fsc } = await judgeMap(map, real, { boxPx, radiusPx: 24 }, { threads: 2 });
    // Nyquist is 6.4 Å. Halves agree on wrong maps, too: only the truth tells.
    expect((boxPx * pixelSizeA) / crossingOf(Float64Array.of(1, ...fsc), 0.5)).toBeLessThan(8);
  }, 900_000);
});
