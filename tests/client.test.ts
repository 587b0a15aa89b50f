import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { createAccount, password, startServer, type ServerProcess } from './server-process.js';

const python = findPythonClient();

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
});
