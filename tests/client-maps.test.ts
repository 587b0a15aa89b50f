import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { createAccount, password, startServer, type ServerProcess } from './server-process.js';

const python = findPythonClient();

describe.skipIf(python === null)('maps through the official Python client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-client-maps-'));
  const projects = join(folder, 'projects');
  const email = 'admin@lab.org';
  let server: ServerProcess;
  beforeAll(async () => {
    mkdirSync(projects);
    createAccount(join(folder, 'data'), email, 'admin');
    server = await startServer(join(folder, 'data'));
  }, 120_000);
  afterAll(async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it('are reconstructed, judged, sharpened, measured place by place, aligned and changed by jobs', async () => {
    const seen = (await runPython(python ?? '', 'client-maps.py', [server.url, email, password, projects])) as Record<
      string,
      unknown
    >;
    const halves = ['map_half_A', 'map_half_B'];
    expect(seen).toMatchObject({
      status: new Array<string>(14).fill('completed'),
      smaller: [
        ['map', ...halves, 'map_sharp', 'mask_fsc', 'mask_refine'],
        [32, 32, 32],
      ],
      shape: [44, 44, 44],
      copies: [900, 900, true],
    });
    expect(seen['sharpened']).toEqual(expect.arrayContaining(['map_sharp', ...halves]));
    expect(seen['measured']).toEqual(expect.arrayContaining(['map_locres', 'map_filtered', ...halves]));
    const [whole = NaN, oneByOne = NaN] = seen['resolution'] as number[];
    // Of a box of 220 Å with pixels of 5 Å.
    expect(whole).toBeGreaterThanOrEqual(10);
    expect(whole).toBeLessThan(16);
    // The same halves, through the mask of the copies' map.
    expect(Math.abs(oneByOne - whole)).toBeLessThan(1);
    expect(seen['median']).toBeLessThan(20);
    const [ratio = NaN, factor = NaN] = seen['orientation'] as number[];
    expect(ratio).toBeGreaterThan(0.5);
    expect(factor).toBeGreaterThan(0.85);
    expect(seen['aligned']).toBeGreaterThan(0.8);
    expect(seen['truth']).toBeLessThan(14);
    const [slots, tilt, defocus] = seen['ctf'] as [string[], number, number];
    expect(slots).toEqual(expect.arrayContaining(['alignments3D', 'blob', 'ctf']));
    // There is none; at 10 Å noise allows some 1e5 Å.
    expect(tilt).toBeLessThan(5e5);
    expect(tilt).toBeGreaterThan(0);
    expect(defocus).toBeLessThan(500);
  }, 600_000);
});
