import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

/** Seven real particles of 320 pixels (EMPIAR-10076), where they are at hand. */
const data = join(import.meta.dirname, '../../shared/data');
const [table, stack] = ['.cs', '.mrc'].map((end) => join(data, `cryodrgn_empiar_10076_7${end}`)) as [string, string];
const isThere = existsSync(table) && existsSync(stack);
if (!isThere) console.warn('skipped: ../shared/data/cryodrgn_empiar_10076_7.cs and .mrc are not here');

describe.skipIf(!isThere)('seven real particles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-few-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (command: string, ...options: string[]): ReturnType<typeof runCommand> =>
    runCommand([command, table, '--stack', stack, '--mask-diameter', '300', '--out', folder, ...options]);

  it('are sorted into two classes', async () => {
    const { code, stdout } = await run('class2d', '--classes', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ num_particles: 7 });
  }, 240_000);

  it('are too few for more, which is said', async () => {
    const map = join(data, 'ngl_betaGal.mrc');
    const outcomes = [await run('abinit'), await run('class2d'), await run('refine', '--map', map)];
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1]);
    const [abinit, class2d, refine] = outcomes.map(({ stderr }) => stderr.trim().split('\n'));
    expect(abinit).toEqual([
      'Cannot begin maps with 7 particles: expected at least 20 for each map, 20; take more particles or ask for fewer maps.',
    ]);
    expect(class2d?.at(-1)).toMatch(/^Cannot classify with 50 classes of 7 particles/);
    expect(refine?.at(-1)).toMatch(/has 100 x 100 x 100 voxels: expected the particles' box, 320 a side/);
  }, 120_000);
});
