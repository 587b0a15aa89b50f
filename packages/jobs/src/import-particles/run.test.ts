import { mkdir, mkdtemp, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createStandardDataset,
  findIds,
  findNumbers,
  findStandardField,
  findTexts,
  writeDataset,
  writeMrc,
  type Dataset,
} from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

let folder = '';
let projectDir = '';
const options = { allowed: null, closed: [] };

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'import-particles-')));
  projectDir = join(folder, 'project');
  for (const name of ['project', 'relion/Extract/job003', 'relion/Refine3D/job007', 'elsewhere']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const stack = { count: 3, height: 8, width: 8, data: new Float32Array(3 * 64) };
  await writeMrc(join(folder, 'relion/Extract/job003/a.mrcs'), stack, { pixelSizeA: 1.5 });
  await writeMrc(join(folder, 'elsewhere/a.mrcs'), stack, { pixelSizeA: 1.5 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};
const import_ = async (params: Record<string, unknown>, more: object = {}): Promise<Dataset> => {
  const { outputs } = await runJob('import_particles', { projectDir, params, ...more });
  const particles = outputs['imported_particles'];
  if (particles === undefined) throw new Error('no output');
  for (const [name, column] of particles.columns) expect(findStandardField(name)?.type, name).toBe(column.type);
  return particles;
};

const star31 = `
data_optics

loop_
_rlnOpticsGroup #1
_rlnOpticsGroupName #2
_rlnVoltage #3
_rlnSphericalAberration #4
_rlnAmplitudeContrast #5
_rlnImagePixelSize #6
_rlnImageSize #7
1 opticsGroup1 300 2.7 0.1 2.0 8
2 opticsGroup2 200 1.4 0.07 2.0 8

data_particles

loop_
_rlnImageName #1
_rlnMicrographName #2
_rlnCoordinateX #3
_rlnCoordinateY #4
_rlnDefocusU #5
_rlnDefocusV #6
_rlnDefocusAngle #7
_rlnOpticsGroup #8
_rlnAngleRot #9
_rlnAngleTilt #10
_rlnAnglePsi #11
_rlnOriginXAngst #12
_rlnOriginYAngst #13
_rlnRandomSubset #14
000001@Extract/job003/a.mrcs MotionCorr/m1.mrc 100 50 12000 11000 30 1 10 20 30 4 -2 1
000003@Extract/job003/a.mrcs MotionCorr/m2.mrc 20 150 13000 12500 -45 2 40 50 60 0 1 2
`;

describe('a STAR file of RELION 3.1', () => {
  let meta = '';
  beforeAll(async () => {
    meta = await write('relion/Refine3D/job007/particles.star', star31);
  });

  it('brings optics, poses, shifts, half sets; stacks are found above the table and linked', async () => {
    const particles = await import_({ particle_meta_path: meta });
    expect(findNumbers(particles, 'ctf/accel_kv')).toEqual(Float32Array.of(300, 200));
    expect(findNumbers(particles, 'ctf/cs_mm')).toEqual(Float32Array.of(2.7, 1.4));
    expect(findNumbers(particles, 'ctf/exp_group_id')).toEqual(Uint32Array.of(1, 2));
    expect(findNumbers(particles, 'ctf/df1_A')).toEqual(Float32Array.of(12000, 13000));
    expect(findNumbers(particles, 'ctf/scale')).toEqual(Float32Array.of(1, 1));
    expect(findNumbers(particles, 'alignments3D/shift')).toEqual(Float32Array.of(2, -1, 0, 0.5));
    expect(findNumbers(particles, 'alignments3D/psize_A')).toEqual(Float32Array.of(2, 2));
    expect(findNumbers(particles, 'alignments3D/split')).toEqual(Uint32Array.of(0, 1));
    expect(findNumbers(particles, 'alignments3D/pose')).toHaveLength(6);
    expect(findNumbers(particles, 'blob/idx')).toEqual(Uint32Array.of(0, 2));
    expect(findNumbers(particles, 'blob/shape')).toEqual(Uint32Array.of(8, 8, 8, 8));
    expect(findNumbers(particles, 'blob/sign')).toEqual(Float32Array.of(1, 1));
    const link = findTexts(particles, 'blob/path')?.[0] ?? '';
    expect(await readlink(join(projectDir, link))).toBe(join(folder, 'relion/Extract/job003/a.mrcs'));
  });

  it('places particles in connected exposures', async () => {
    const exposures = createStandardDataset(2, {
      uid: BigUint64Array.of(41n, 42n),
      'micrograph_blob/path': ['J1/imported/m2_aligned.mrc', 'J1/imported/m1_aligned.mrc'],
      'micrograph_blob/shape': [200, 400, 100, 200],
      'micrograph_blob/psize_A': [1, 1],
    });
    const particles = await import_(
      { particle_meta_path: meta, source_cut_suff: '_aligned'.length },
      { inputs: { exposures: [exposures] } },
    );
    expect(findIds(particles, 'location/micrograph_uid')).toEqual(BigUint64Array.of(42n, 41n));
    expect(findNumbers(particles, 'location/center_x_frac')).toEqual(Float32Array.of(0.5, 0.05));
    expect(findNumbers(particles, 'location/center_y_frac')).toEqual(Float32Array.of(0.5, 0.75));
    expect(findTexts(particles, 'location/micrograph_path')?.[1]).toBe('J1/imported/m2_aligned.mrc');
  });

  it('leaves out what is not wanted, takes what overrides', async () => {
    const particles = await import_({
      particle_meta_path: meta,
      particle_blob_path: join(folder, 'elsewhere'),
      ignore_pose: 1,
      accel_kv: 120,
      psize_A: 4,
      sign: -1,
    });
    expect([...particles.columns.keys()].some((name) => name.startsWith('alignments'))).toBe(false);
    expect(findNumbers(particles, 'ctf/accel_kv')).toEqual(Float32Array.of(120, 120));
    expect(findNumbers(particles, 'blob/psize_A')).toEqual(Float32Array.of(4, 4));
    expect(findNumbers(particles, 'blob/sign')).toEqual(Float32Array.of(-1, -1));
    const link = findTexts(particles, 'blob/path')?.[0] ?? '';
    expect(await readlink(join(projectDir, link))).toBe(join(folder, 'elsewhere/a.mrcs'));
  });

  it('reads nothing outside of the allowed folders, wherever a link leads', async () => {
    await expect(
      runJob('import_particles', {
        projectDir,
        params: { particle_meta_path: meta, particle_blob_path: join(folder, 'elsewhere') },
        reading: { allowed: [join(folder, 'relion')], closed: [] },
      }),
    ).rejects.toThrow('elsewhere/a.mrcs lies outside the folders that may be used');
  });
});

it('reads a STAR file of RELION 3.0: shifts in pixels, pixel size by magnification, psi alone is 2D', async () => {
  const meta = await write(
    'relion/old.star',
    `data_\n\nloop_\n_rlnImageName\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnVoltage\n_rlnSphericalAberration
_rlnAmplitudeContrast\n_rlnMagnification\n_rlnDetectorPixelSize\n_rlnAnglePsi\n_rlnOriginX\n_rlnOriginY\n_rlnClassNumber
2@Extract/job003/a.mrcs 9000 10000 0 300 2.7 0.1 25000 5 90 1.5 -2 7\n`,
  );
  const particles = await import_({ particle_meta_path: meta });
  expect(findNumbers(particles, 'blob/psize_A')).toEqual(Float32Array.of(2));
  expect(findNumbers(particles, 'alignments2D/pose')?.[0]).toBeCloseTo(Math.PI / 2, 6);
  expect(findNumbers(particles, 'alignments2D/shift')).toEqual(Float32Array.of(1.5, -2));
  expect(findNumbers(particles, 'alignments2D/class')).toEqual(Uint32Array.of(6));
  // The larger defocus first, its axis turned along.
  expect(findNumbers(particles, 'ctf/df1_A')).toEqual(Float32Array.of(10000));
});

it('reads a .cs file, of whatever types, whose paths are of another project', async () => {
  const dataset = createStandardDataset(2, {
    uid: BigUint64Array.of(5n, 5n),
    'blob/path': ['>J9/extract/a.mrcs', '>J9/extract/a.mrcs'],
    'blob/idx': [1, 2],
    'blob/psize_A': [1.5, 1.5],
    'ctf/df1_A': [1e4, 1e4],
    'ctf/accel_kv': [300, 300],
    'alignments3D/pose': [0, 0, 1, 0, 1, 0],
  });
  const columns = new Map(dataset.columns);
  columns.set('ctf/df1_A', { type: 'f8', shape: [], data: Float64Array.of(1e4, 2e4) });
  await writeDataset(join(folder, 'elsewhere/particles.cs'), { length: 2, columns });
  const params = {
    particle_meta_path: join(folder, 'elsewhere/particles.cs'),
    particle_blob_path: join(folder, 'elsewhere'),
  };
  await expect(runJob('import_particles', { projectDir, params })).rejects.toThrow('a defocus but not cs_mm: give it');
  const particles = await import_({ ...params, cs_mm: 2.7, amp_contrast: 0.1 });
  expect(findNumbers(particles, 'ctf/df1_A')).toEqual(Float32Array.of(1e4, 2e4));
  // Ids that occur twice would mix particles up.
  expect(new Set(findIds(particles, 'uid') ?? []).size).toBe(2);
});

it('takes all images of stacks without a table', async () => {
  const particles = await import_({ particle_blob_path: join(folder, 'elsewhere', '*.mrcs') });
  expect(findNumbers(particles, 'blob/idx')).toEqual(Uint32Array.of(0, 1, 2));
  expect(findNumbers(particles, 'blob/psize_A')).toEqual(Float32Array.of(1.5, 1.5, 1.5));
});

describe('what is broken', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['names nothing', 'Neither a table', {}],
    ['there is no such table', 'there is no file', { particle_meta_path: 'x.star' }],
    ['is no table', 'is no table of particles', { particle_meta_path: 'elsewhere/a.mrcs' }],
    ['has fewer images', 'names image 9 of', { particle_meta_path: 'nine.star' }],
    ['has no stack', 'There is no stack gone.mrcs', { particle_meta_path: 'gone.star' }],
    ['has no number', 'nine', { particle_meta_path: 'text.star' }],
    ['has a sign of 0', 'sign is 0', { particle_meta_path: 'nine.star', sign: 0 }],
  ])('%s', async (_, sentence, params) => {
    const star = (image: string, defocus = '1'): string =>
      `data_\nloop_\n_rlnImageName\n_rlnDefocusU\n${image} ${defocus}\n`;
    await write('nine.star', star('9@elsewhere/a.mrcs'));
    await write('gone.star', star('1@gone.mrcs'));
    await write('text.star', star('1@elsewhere/a.mrcs', 'nine'));
    const named = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'string' && !value.startsWith('/') ? join(folder, value) : value,
      ]),
    );
    await expect(runJob('import_particles', { projectDir, params: named, reading: options })).rejects.toThrow(sentence);
  });
});
