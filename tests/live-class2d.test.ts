import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { createAccount, password, startServer, type ServerProcess } from './server-process.js';

const python = findPythonClient();

describe.skipIf(python === null)('streaming 2D classification, through the official Python client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-live-class2d-'));
  const email = 'admin@lab.org';
  const [projects, movies, watched] = [join(folder, 'projects'), join(folder, 'movies'), join(folder, 'watched')];
  let server: ServerProcess;
  beforeAll(async () => {
    mkdirSync(projects);
    mkdirSync(watched);
    createAccount(join(folder, 'data'), email, 'admin');
    server = await startServer(join(folder, 'data'));
    const size = ['--count', '3', '--size', '768', '--frames', '6', '--psize', '1.5', '--dose', '20'];
    const cli = join(import.meta.dirname, '../apps/cli/dist/main.js');
    await promisify(execFile)(process.execPath, [cli, 'simulate', 'movies', movies, ...size]);
  }, 120_000);
  afterAll(async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it('follows the particles of a session, keeps what people selected, stops, goes on, and makes templates', async () => {
    const args = [server.url, email, password, projects, movies, watched];
    expect(await runPython(python ?? '', 'client-live-class2d.py', args)).toEqual({
      early: [409, 409],
      'odd parameters': [422, 422, 422, 422],
      'passed on': 2,
      made: ['class_2D_streaming', 'building', true],
      twice: 409,
      classes: [3, true],
      particles: true,
      image: true,
      chosen: [true, true, true],
      kept: [true, ['alignments2D', 'blob', 'ctf', 'location', 'pick_stats', 'uid'], true],
      'all and none': [3, 0],
      'from one': true,
      'no such class': 404,
      'still selected': true,
      stopped: ['killed', 409],
      'went on': true,
      'same classes': true,
      'other parameters': 409,
      again: ['building', false, true],
      anew: [2, false],
      cleared: [null, 0, 'killed'],
      'no templates yet': 409,
      'no such picks': 409,
      templates: [2, true],
      'template image': true,
      'chosen templates': [[true, false], true, true],
      'template stack': [1, 64, 64],
      'taken from a job': [2, false],
      'no such job': 404,
      'templates cleared': [null, 0],
      'session cleared': ['killed', null, 0, false, 0, 0, null],
      'set up anew': 'building',
    });
  }, 600_000);
});
