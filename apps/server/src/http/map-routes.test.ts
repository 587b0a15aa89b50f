import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeMrc } from '@vitreous/formats';
import type { Project } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { binVolume } from './bin-volume.js';

let server: TestServer;
let [ada, ben] = ['', ''];

beforeAll(async () => {
  server = createTestServer();
  ada = (await server.makeUser('ada@lab.org', 'user')).token;
  ben = (await server.makeUser('ben@lab.org', 'user')).token;
  const made = await server.call(ada, 'projects.create', [], { title: 'A', parent_dir: server.projects });
  const { project_dir } = made.body as Project;
  mkdirSync(join(project_dir, 'J1'));
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  await writeMrc(join(project_dir, 'J1/map.mrc'), { depth: 2, height: 3, width: 4, data }, { pixelSizeA: 1.5 });
  await writeMrc(join(project_dir, 'J1/image.mrc'), { depth: 1, height: 4, width: 6, data }, { pixelSizeA: 1.5 });
});
afterAll(() => server.close());

const ask = (token: string, path: string, what = 'map') =>
  server.app.inject({
    url: `/api/web/${what}`,
    query: { project_uid: 'P1', path },
    headers: { authorization: `Bearer ${token}` },
  });

it('sends a map as 16-bit numbers with its size', async () => {
  const answer = await ask(ada, 'J1/map.mrc');
  expect(JSON.parse(String(answer.headers['x-vitreous-map']))).toEqual({
    ...{ shape: [2, 3, 4], psize_A: 1.5, low: 0, high: 23, binned: 1 },
  });
  const raw = answer.rawPayload;
  const values = new Uint16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
  expect([values.length, values[0], values[23]]).toEqual([24, 0, 65535]);
  expect(values[12]).toBe(Math.round((12 / 23) * 65535));
});

it('shows maps to nobody who may not see the project, and nothing else of the disk', async () => {
  expect((await ask(ben, 'J1/map.mrc')).statusCode).toBe(404);
  expect((await ask('', 'J1/map.mrc')).statusCode).toBe(401);
  expect((await ask(ada, '../../data/vitreous.db')).statusCode).toBe(422);
  expect((await ask(ada, 'J1/none.mrc')).statusCode).toBe(404);
  expect((await ask(ada, 'project.json')).json<{ detail: string }>().detail).toContain('project.json');
  expect((await ask(ada, 'J1/image.mrc')).statusCode).toBe(422);
});

it('sends every pixel of a micrograph as grey, to those who may see the project', async () => {
  const answer = await ask(ada, 'J1/image.mrc', 'micrograph');
  expect([answer.headers['x-width'], answer.headers['x-height'], answer.rawPayload.length]).toEqual(['6', '4', 24]);
  // From dark to light, as the values rise.
  expect([...answer.rawPayload]).toEqual([...answer.rawPayload].sort((a, b) => a - b));
  expect((await ask(ben, 'J1/image.mrc', 'micrograph')).statusCode).toBe(404);
  expect((await ask(ada, 'J1/map.mrc', 'micrograph')).statusCode).toBe(422);
  expect((await ask(ada, '../../data/vitreous.db', 'micrograph')).statusCode).toBe(422);
});

it('bins a map by means over cubes, without what is left over', async () => {
  const data = Float32Array.from({ length: 27 }, (_, i) => i);
  const binned = await binVolume({ depth: 3, height: 3, width: 3, data }, 2);
  expect(binned.shape).toEqual([1, 1, 1]);
  // One value has no range: it stands at its low end.
  expect([binned.low, binned.data[0]]).toEqual([(0 + 1 + 3 + 4 + 9 + 10 + 12 + 13) / 8, 0]);
});
