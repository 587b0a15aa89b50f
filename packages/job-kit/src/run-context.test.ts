import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandardDataset, writeDataset } from '@vitreous/formats';
import { afterAll, expect, it } from 'vitest';
import { createRunContext } from './run-context.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-context-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('follows links out of a project only to where whoever queued the job may look', async () => {
  for (const name of ['project', 'open', 'closed']) {
    mkdirSync(join(folder, name));
    const rows = createStandardDataset(2, { uid: BigUint64Array.of(1n, 2n), 'ctf/df1_A': [1, 2] });
    await writeDataset(join(folder, name, 'own.cs'), rows);
    if (name !== 'project') symlinkSync(join(folder, name, 'own.cs'), join(folder, 'project', `${name}.cs`));
  }
  symlinkSync(join(folder, 'project'), join(folder, 'linked'));
  const read = async (project: string, file: string, allowed: string[] | null): Promise<number> => {
    const task = {
      ...{
        project_uid: 'P1',
        job_uid: 'J1',
        job_dir: 'J1',
        type: 'x',
        params: {},
        threads: 1,
        cache: null,
        outputs: {},
      },
      project_dir: join(folder, project),
      reading: { allowed, closed: [join(folder, 'closed')] },
      inputs: { in: [[{ file, result: 'ctf', slot: 'ctf', dtype: 'ctf' }]] },
    };
    const reporter = {
      post: () => Promise.resolve(null),
      progress: () => undefined,
      log: () => Promise.resolve(),
      saved: () => Promise.resolve(),
      nextAction: () => Promise.reject(new Error('none')),
      answerAction: () => Promise.resolve(),
      status: () => Promise.resolve(),
    };
    return (await createRunContext(task, reporter, new AbortController().signal).context.readInput('in')).length;
  };
  expect(await read('project', 'own.cs', [])).toBe(2);
  expect(await read('linked', 'own.cs', [])).toBe(2);
  expect(await read('project', 'open.cs', null)).toBe(2);
  await expect(read('project', 'open.cs', [])).rejects.toThrow('outside the folders');
  await expect(read('project', 'closed.cs', null)).rejects.toThrow('outside the folders');
  await expect(read('project', '../closed/own.cs', null)).rejects.toThrow('outside the folders');
});
