import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultParticleSettings, simulateParticles, toOpticalSpecimen, createAssembly } from '@vitreous/algorithms';
import {
  createStandardDataset,
  datasetOfStar,
  findNumbers,
  findTexts,
  readDataset,
  readMrc,
  readStar,
  starOfDataset,
  takeRows,
  writeDataset,
  writeMrc,
  writeStar,
  type Dataset,
} from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StageContext } from '../context.js';
import type { ParticleInput } from '../particle-input.js';
import { usualClass2dParams, type Class2dParams } from './definition.js';
import { runClass2d } from './run.js';

const params: Class2dParams = {
  ...usualClass2dParams,
  class2D_K: 3,
  class2D_max_res: 14,
  class2D_window_inner_A: 200,
  class2D_max_shift_A: 12,
  class2D_num_full_iter_batch: 4,
  class2D_num_full_iter: 1,
  cache_MB: 100,
};

let folder = '';
let images = new Float32Array(0);
let table: Dataset;
const boxPx = 40;

function context(outDir = folder, signal = new AbortController().signal): StageContext {
  return { outDir, threads: 2, signal, progress: () => undefined };
}

function input(name: string, changes: Partial<ParticleInput> = {}): ParticleInput {
  return { path: join(folder, name), stack: null, pixelSizeA: null, ignoreCtf: false, dark: false, ...changes };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-class2d-'));
  const settings = { ...defaultParticleSettings, count: 90, boxPx, pixelSizeA: 6, snr: 0.5, shiftPx: 1 };
  const specimen = toOpticalSpecimen(createAssembly({ symmetry: 'D7', massKda: 700, seed: 2 }));
  const pieces: Float32Array[] = [];
  const { views } = await simulateParticles(settings, specimen, 2, (batch) => {
    pieces.push(batch);
    return Promise.resolve();
  });
  images = Float32Array.from(pieces.flatMap((piece) => Array.from(piece)));
  await writeMrc(join(folder, 'p.mrcs'), { count: 90, height: boxPx, width: boxPx, data: images }, { pixelSizeA: 6 });
  const all = (value: number): number[] => views.map(() => value);
  table = createStandardDataset(90, {
    uid: BigUint64Array.from(views, (_, i) => BigInt(i + 1)),
    'blob/path': views.map(() => 'p.mrcs'),
    'blob/idx': views.map((_, i) => i),
    'blob/shape': views.flatMap(() => [boxPx, boxPx]),
    'blob/psize_A': all(6),
    'blob/sign': all(1),
    'ctf/type': views.map(() => 'simulated'),
    'ctf/exp_group_id': all(1),
    'ctf/accel_kv': all(300),
    'ctf/cs_mm': all(2.7),
    'ctf/amp_contrast': all(0.1),
    'ctf/df1_A': views.map(({ ctf }) => ctf.df1A),
    'ctf/df2_A': views.map(({ ctf }) => ctf.df2A),
    'ctf/df_angle_rad': views.map(({ ctf }) => ctf.dfAngleRad),
    'ctf/phase_shift_rad': all(0),
    // An earlier alignment in 3D, which the new STAR file must not show.
    'alignments3D/pose': views.flatMap(() => [0.1, 0.2, 0.3]),
    'alignments3D/shift': views.flatMap(() => [5, 5]),
  });
  await writeDataset(join(folder, 'p.cs'), table);
  await writeStar(join(folder, 'p.star'), starOfDataset(table).blocks);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a classification', () => {
  it('is written as STAR, .cs, stack and picture that say the same', async () => {
    const result = await runClass2d(input('p.cs'), params, context());
    expect(result).toMatchObject({ num_particles: 90, num_classes: 3, box_size_pix: boxPx, psize_A: 6 });
    expect(result.classes.reduce((sum, row) => sum + row.num_particles_total, 0)).toBe(90);
    const cs = await readDataset(result.particles_cs);
    const star = await readStar(result.particles_star);
    const { dataset } = datasetOfStar(star);
    expect(dataset.columns.has('alignments3D/pose')).toBe(false);
    expect(cs.columns.has('alignments3D/pose')).toBe(true);
    for (const name of ['pose', 'shift', 'class']) {
      const [ours, theirs] = [cs, dataset].map((one) => findNumbers(one, `alignments2D/${name}`));
      expect(ours?.length).toBe(name === 'shift' ? 180 : 90);
      expect(Array.from(ours ?? []).every((value, i) => Math.abs(value - (theirs?.[i] ?? NaN)) < 1e-5)).toBe(true);
    }
    const counts = [0, 0, 0];
    for (const k of Array.from(findNumbers(cs, 'alignments2D/class') ?? [])) counts[k] = (counts[k] ?? 0) + 1;
    expect(counts).toEqual(result.classes.map((row) => row.num_particles_total));
    // Paths in the output lead to the images from where the program was started.
    expect(findTexts(cs, 'blob/path')?.[0]).toBe(join(folder, 'p.mrcs'));
    const averages = await readMrc(result.classes_mrcs);
    expect([averages.count, averages.height]).toEqual([3, boxPx]);
    const classes = await readDataset(result.classes_cs);
    expect(Array.from(findNumbers(classes, 'blob/num_particles_total') ?? [])).toEqual(counts);
    expect((await readFile(result.gallery)).subarray(1, 4).toString()).toBe('PNG');
    expect(existsSync(join(folder, 'class2d.checkpoint'))).toBe(false);
  });

  it('turns and shifts particles onto their averages', async () => {
    const result = await runClass2d(input('p.star'), { ...params, class2D_K: 1 }, context());
    const rows = await readDataset(result.particles_cs);
    const [pose, shift] = [findNumbers(rows, 'alignments2D/pose'), findNumbers(rows, 'alignments2D/shift')];
    const { data: average } = await readMrc(result.classes_mrcs);
    // RELION's reading of a row: a pixel r of the average is found at Z(psi) r - origin in the image.
    const correlate = (turn: number, move: number): number => {
      let sum = 0;
      for (let particle = 0; particle < 90; particle++) {
        const psi = turn * (pose?.[particle] ?? 0);
        const [c, s] = [Math.cos(psi), Math.sin(psi)];
        for (let y = -14; y <= 14; y++) {
          for (let x = -14; x <= 14; x++) {
            const px = Math.round(c * x + s * y - move * (shift?.[2 * particle] ?? 0)) + boxPx / 2;
            const py = Math.round(-s * x + c * y - move * (shift?.[2 * particle + 1] ?? 0)) + boxPx / 2;
            const pixel = images[(particle * boxPx + py) * boxPx + px] ?? 0;
            sum += pixel * (average[(y + boxPx / 2) * boxPx + x + boxPx / 2] ?? 0);
          }
        }
      }
      return sum;
    };
    const right = correlate(1, 1);
    expect(right).toBeGreaterThan(1.1 * correlate(-1, 1));
    expect(right).toBeGreaterThan(correlate(1, -1));
  });

  it('goes on where it was called off', async () => {
    const outDir = await mkdtemp(join(folder, 'resumed-'));
    const whole = await runClass2d(input('p.cs'), params, context(outDir));
    const controller = new AbortController();
    const progress = (_: number, what: string): void => {
      if (what.startsWith('step 3 ')) controller.abort(new Error('called off'));
    };
    const stopped = runClass2d(
      input('p.cs'),
      params,
      { ...context(outDir, controller.signal), progress },
      { checkpointEveryS: 0 },
    );
    await expect(stopped).rejects.toThrow('called off');
    expect(existsSync(join(outDir, 'class2d.checkpoint'))).toBe(true);
    // Other parameters begin anew.
    const other = await runClass2d(
      input('p.cs'),
      { ...params, random_seed: 9 },
      context(await mkdtemp(join(folder, 'new-'))),
    );
    expect(other.resumed_at_iteration).toBe(0);
    const resumed = await runClass2d(input('p.cs'), params, context(outDir));
    expect(resumed).toEqual({ ...whole, resumed_at_iteration: 3 });
  });

  it('takes no notice of a checkpoint that is cut short', async () => {
    const outDir = await mkdtemp(join(folder, 'broken-'));
    await writeFile(join(outDir, 'class2d.checkpoint'), '{"version":1,"key":"x","step":3,"bytes":[4]}\nab');
    const result = await runClass2d(input('p.cs'), { ...params, class2D_num_full_iter_batch: 0 }, context(outDir));
    expect(result.resumed_at_iteration).toBe(0);
  });
});

describe('a table of particles', () => {
  const attempt = (name: string, changes: Partial<ParticleInput> = {}): Promise<unknown> =>
    runClass2d(input(name, changes), params, context());
  const without = async (name: string, prefix: string): Promise<void> => {
    const columns = new Map([...table.columns].filter(([column]) => !column.startsWith(prefix)));
    await writeDataset(join(folder, name), { length: table.length, columns });
  };

  it('is refused when a stack is not there, or has fewer images', async () => {
    await writeDataset(join(folder, 'lost.cs'), {
      ...table,
      columns: new Map([
        ...table.columns,
        ['blob/path', { type: 'text', data: new Array<string>(90).fill('no.mrcs') }],
      ]),
    });
    await expect(attempt('lost.cs')).rejects.toThrow('There is no stack no.mrcs');
    await writeMrc(
      join(folder, 'few.mrcs'),
      { count: 5, height: boxPx, width: boxPx, data: images.slice(0, 5 * boxPx * boxPx) },
      { pixelSizeA: 6 },
    );
    await expect(attempt('p.cs', { stack: join(folder, 'few.mrcs') })).rejects.toThrow('which has 5');
  });

  it('is refused when boxes differ or are not square', async () => {
    await writeMrc(join(folder, 'q.mrcs'), { count: 90, height: 20, width: 20, data: images.slice(0, 36_000) });
    const paths = Array.from({ length: 90 }, (_, i) => (i < 5 ? 'q.mrcs' : 'p.mrcs'));
    await writeDataset(join(folder, 'mixed.cs'), {
      ...table,
      columns: new Map([...table.columns, ['blob/path', { type: 'text', data: paths }]]),
    });
    await expect(attempt('mixed.cs')).rejects.toThrow('Boxes differ: 20 pixels');
    await writeMrc(join(folder, 'wide.mrcs'), { count: 90, height: 20, width: 40, data: images.slice(0, 72_000) });
    await expect(attempt('p.cs', { stack: join(folder, 'wide.mrcs') })).rejects.toThrow('expected square boxes');
  });

  it('is refused without CTF, images or rows, and when it is no table', async () => {
    await without('no-ctf.cs', 'ctf/df1_A');
    await expect(attempt('no-ctf.cs')).rejects.toThrow('does not say the CTF of its particles (ctf/df1_A');
    await expect(attempt('no-ctf.cs', { ignoreCtf: true })).resolves.toBeDefined();
    await without('no-blob.cs', 'blob/');
    await expect(attempt('no-blob.cs')).rejects.toThrow('names no images');
    await writeDataset(join(folder, 'none.cs'), takeRows(table, []));
    await expect(attempt('none.cs')).rejects.toThrow('holds no particles');
    await expect(attempt('p.mrcs')).rejects.toThrow('expected a .star or .cs file');
  });

  it('is refused when there are more classes than particles', async () => {
    const run = runClass2d(input('p.cs'), { ...params, class2D_K: 91 }, context());
    await expect(run).rejects.toThrow('91 classes of 90 particles');
  });
});

// Handfuls of real particles, and of those of other programs: too few for classes, but nothing may break.
const shared = resolve(import.meta.dirname, '../../../../../shared/data');
describe.skipIf(!existsSync(shared))('particles of others (needs ../shared/data)', () => {
  const run = async (given: Partial<ParticleInput>, count: number, classes: number): Promise<string> => {
    const found = await runClass2d(
      { path: '', stack: null, pixelSizeA: null, ignoreCtf: false, dark: false, ...given },
      { ...params, class2D_K: classes, class2D_window_inner_A: 250, class2D_max_res: 20 },
      context(await mkdtemp(join(folder, 'real-'))),
    );
    expect(found.num_particles).toBe(count);
    const { data } = await readMrc(found.classes_mrcs);
    expect(data.every((value) => Number.isFinite(value))).toBe(true);
    return found.particles_cs;
  };

  it('are read as STAR and as .cs: seven of EMPIAR-10076', async () => {
    const at = join(shared, 'cryodrgn_empiar_10076_7');
    for (const kind of ['star', 'cs']) await run({ path: `${at}.${kind}`, stack: `${at}.mrc`, dark: true }, 7, 2);
  });

  it('are read as STAR and as written: five of cryojax', async () => {
    const at = join(shared, 'cryojax_ribosome_4ug0');
    const path = await run({ path: `${at}_particles.star`, stack: `${at}_micrograph.mrcs`, dark: true }, 5, 2);
    await run({ path }, 5, 2);
  });

  it('show what they are of: ten noisy copies of one image, shifted', async () => {
    const stack = join(shared, 'cistem/hiv_images_shift_noise_80x80x10.mrc');
    const images = createStandardDataset(10, {
      uid: BigUint64Array.from({ length: 10 }, (_, i) => BigInt(i + 1)),
      'blob/path': Array.from({ length: 10 }, () => stack),
      'blob/idx': Array.from({ length: 10 }, (_, i) => i),
      'blob/psize_A': Array.from({ length: 10 }, () => 4),
      'blob/sign': Array.from({ length: 10 }, () => 1),
    });
    await writeDataset(join(folder, 'hiv.cs'), images);
    await writeStar(join(folder, 'hiv.star'), starOfDataset(images).blocks);
    for (const kind of ['star', 'cs']) {
      const path = await run({ path: join(folder, `hiv.${kind}`), ignoreCtf: true }, 10, 1);
      const rows = await readDataset(path);
      expect(Array.from(findNumbers(rows, 'alignments2D/class') ?? [])).toEqual(new Array(10).fill(0));
    }
  });
});
