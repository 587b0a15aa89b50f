import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { createAccount, password, startServer, type ServerProcess } from './server-process.js';

const python = findPythonClient();

describe.skipIf(python === null)('2D classification through the official Python client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-client-class2d-'));
  const [projects, particles] = [join(folder, 'projects'), join(folder, 'particles')];
  const email = 'admin@lab.org';
  let server: ServerProcess;
  beforeAll(async () => {
    mkdirSync(projects);
    createAccount(join(folder, 'data'), email, 'admin');
    server = await startServer(join(folder, 'data'));
    const size = ['--count', '240', '--box', '48', '--psize', '5.2', '--snr', '0.2', '--seed', '3'];
    const cli = join(import.meta.dirname, '../apps/cli/dist/main.js');
    await promisify(execFile)(process.execPath, [cli, 'simulate', 'particles', particles, ...size]);
  }, 120_000);
  afterAll(async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes from particles to selected classes and a refined map by jobs, one of which waits for its user', async () => {
    const args = [server.url, email, password, projects, particles];
    const seen = (await runPython(python ?? '', 'client-class2d.py', args)) as Record<string, unknown>;
    expect(seen).toMatchObject({
      status: ['completed', 'completed'],
      made: ['completed', 6, [40, 40], 5.2],
      galleries: ['All classes', 'Selected classes', 'Other classes'],
      particles: ['alignments2D', 'blob', 'ctf'],
      sizes: [240, 6, [6, 48, 48]],
      psize: 5.2,
      sorted: true,
    });
    const images = ['path', 'idx', 'shape', 'psize_A', 'sign'].map((field) => `blob/${field}`);
    const figures = ['res_A', 'mean_prob', 'class_ess', 'num_particles_total'].map((field) => `blob/${field}`);
    expect(seen['classes']).toEqual(expect.arrayContaining([...images, ...figures]));
    expect(seen['pictures']).toEqual(
      expect.arrayContaining(['Classes: particles, resolution', 'Classes after step 20']),
    );
    const [best, templates, slots] = seen['selected'] as [number[], number[], string[]];
    expect(best).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(templates).toEqual(best);
    expect(slots).toEqual(['alignments2D', 'blob', 'ctf']);
    expect(seen).toMatchObject({
      'outputs of two maps': [0, 1]
        .map((k) => `particles_class_${k}`)
        .concat('particles_all_classes', 'particles_unused', 'volume_class_0', 'volume_class_1')
        .sort(),
      'first map': [[48, 48, 48], 5.2],
      slots: [
        ['alignments2D', 'alignments3D', 'blob', 'ctf'],
        ['alignments2D', 'alignments3D', 'blob', 'ctf'],
        ['map', 'map_half_A', 'map_half_B', 'map_sharp', 'mask_fsc', 'mask_refine'],
      ],
      halves: [0, 1],
      'same halves': true,
      map: [[48, 48, 48], 5.2],
      picture: true,
    });
    const pictures = (seen['refine pictures'] as string[]).map((text) => text.replace(/:.*/, ''));
    const iterations = pictures.filter((text) => text.startsWith('iteration '));
    expect(iterations).toEqual(iterations.map((_, i) => `iteration ${i + 1}`));
    expect(iterations.length).toBeGreaterThan(1);
    expect(pictures.slice(iterations.length)).toEqual([
      'Viewing directions',
      'The map',
      'Correlation of the halves',
      'Iterations',
      'Correlation by iteration',
    ]);
    // Nyquist is 10.4 Å.
    for (const resolution of seen['resolutions'] as number[]) expect(resolution).toBeLessThan(14);
    // Random classes of these particles agree to 30 Å or so.
    expect(seen['finest']).toBeLessThan(22);
  }, 600_000);
});
