import { createRandom } from '@vitreous/numerics';
import { DataError, UserError } from '@vitreous/errors';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import {
  createStandardDataset,
  datasetOfStar,
  findIds,
  findNumbers,
  findStarBlock,
  findStarColumn,
  findTexts,
  parseStar,
  readDataset,
  readStar,
  starOfDataset,
  writeStar,
  type Dataset,
  type DatasetOfStarOptions,
  type StarFile,
} from '../index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-conversion-'));
});
afterAll(() => rm(folder, { recursive: true }));

const numbers = (dataset: Dataset, name: string): number[] => Array.from(findNumbers(dataset, name) ?? []);
const starNumbers = (file: StarFile, block: string, label: string): number[] => {
  const table = findStarBlock(file, block)?.loops[0];
  return Array.from((table && findStarColumn(table, label)?.numbers()) ?? []);
};
const starTexts = (file: StarFile, block: string, label: string): string[] => {
  const table = findStarBlock(file, block)?.loops[0];
  return (table && findStarColumn(table, label)?.strings()) ?? [];
};

/** Writes the STAR form of a dataset and reads it back. */
async function asStar(dataset: Dataset): Promise<StarFile> {
  const path = join(folder, 'made.star');
  await writeStar(path, starOfDataset(dataset).blocks);
  return readStar(path);
}

/** Particles with everything that both formats know, at random. */
function particles(length: number): Dataset {
  const random = createRandom(9);
  const floats = (size: number, scale: number, start = 0): Float32Array =>
    Float32Array.from({ length: size * length }, () => start + scale * random.uniform());
  const df2 = floats(1, 20000, 5000);
  const group = Uint32Array.from({ length }, (_, row) => [7, 7, 12, 3][row % 4] ?? 0);
  return createStandardDataset(length, {
    uid: BigUint64Array.from({ length }, (_, row) => 2n ** 63n + BigInt(row) * 12345n),
    'blob/path': Array.from({ length }, (_, row) => `J7/extract/${row >> 3}_particles.mrcs`),
    'blob/idx': Uint32Array.from({ length }, (_, row) => row & 7),
    'blob/shape': new Uint32Array(2 * length).fill(256),
    'blob/psize_A': new Float32Array(length).fill(1.05),
    'blob/sign': new Float32Array(length).fill(1),
    'location/micrograph_path': Array.from({ length }, (_, row) => `J2/motioncorrected/mic ${row >> 3}.mrc`),
    'location/micrograph_shape': Uint32Array.from({ length: 2 * length }, (_, i) => (i % 2 === 0 ? 4092 : 5760)),
    'location/micrograph_psize_A': new Float32Array(length).fill(0.525),
    'location/center_x_frac': floats(1, 1),
    'location/center_y_frac': floats(1, 1),
    'location/exp_group_id': group,
    'ctf/exp_group_id': group,
    'ctf/accel_kv': new Float32Array(length).fill(300),
    'ctf/cs_mm': new Float32Array(length).fill(2.7),
    'ctf/amp_contrast': Float32Array.from(group, (id) => (id === 3 ? 0.07 : 0.1)),
    'ctf/df1_A': Float32Array.from(df2, (value) => value + 500 * random.uniform()),
    'ctf/df2_A': df2,
    'ctf/df_angle_rad': floats(1, 3.1, -1.5),
    'ctf/phase_shift_rad': floats(1, 1.5),
    'ctf/tilt_A': Float32Array.from({ length: 2 * length }, (_, i) => (group[i >> 1] === 12 ? 4321.5 : 0)),
    'ctf/shift_A': Float32Array.from({ length: 2 * length }, (_, i) => (group[i >> 1] === 12 ? 0.25 - (i % 2) : 0)),
    'ctf/trefoil_A': Float32Array.from({ length: 2 * length }, (_, i) =>
      group[i >> 1] === 12 ? -321.7 * (1 + (i % 2)) : 0,
    ),
    'ctf/tetra_A': Float32Array.from({ length: 4 * length }, (_, i) =>
      group[i >> 2] === 3 ? 1.1e6 * (1 + (i % 4)) : 0,
    ),
    'ctf/anisomag': Float32Array.from({ length: 4 * length }, (_, i) =>
      group[i >> 2] === 7 ? 0.003 * (1 + (i % 4)) : 0,
    ),
    'ctf/scale': floats(1, 0.2, 0.9),
    'ctf/bfactor': floats(1, 30),
    'ctf/ctf_fit_to_A': floats(1, 4, 3),
    'pick_stats/ncc_score': floats(1, 1),
    'alignments3D/split': Uint32Array.from({ length }, () => random.integer(2)),
    'alignments3D/shift': floats(2, 20, -10),
    'alignments3D/pose': floats(3, 3, -1.5),
    'alignments3D/psize_A': new Float32Array(length).fill(1.05),
    'alignments3D/class': Uint32Array.from({ length }, () => random.integer(5)),
  });
}

const shape: DatasetOfStarOptions = { micrographShape: () => [4092, 5760] };

describe('particles', () => {
  it('come back from STAR with every column the same', async () => {
    const dataset = particles(200);
    const back = datasetOfStar(await asStar(dataset), shape);
    expect(back.notes).toEqual([]);
    for (const [name, column] of dataset.columns) expect(back.dataset.columns.get(name), name).toEqual(column);
  });

  it('are what RELION expects: names, groups, angles, Å and pixels', async () => {
    const dataset = particles(8);
    const file = await asStar(dataset);
    expect(starTexts(file, 'particles', 'rlnImageName')[2]).toBe('000003@J7/extract/0_particles.mrcs');
    expect(starTexts(file, 'particles', 'rlnMicrographName')[0]).toBe('J2/motioncorrected/mic 0.mrc');
    expect(starTexts(file, 'optics', 'rlnOpticsGroupName')).toEqual([
      'exposure_group_7',
      'exposure_group_12',
      'exposure_group_3',
    ]);
    expect(starNumbers(file, 'particles', 'rlnOpticsGroup')).toEqual([1, 1, 2, 3, 1, 1, 2, 3]);
    expect(starNumbers(file, 'optics', 'rlnVoltage')).toEqual([300, 300, 300]);
    expect(starNumbers(file, 'optics', 'rlnAmplitudeContrast')).toEqual([0.1, 0.1, 0.07]);
    expect(starNumbers(file, 'optics', 'rlnImagePixelSize')).toEqual([1.05, 1.05, 1.05]);
    expect(starNumbers(file, 'optics', 'rlnImageSize')).toEqual([256, 256, 256]);
    // 4321.5 Å over 2.7 mm is 0.16 mrad.
    expect(starNumbers(file, 'optics', 'rlnBeamTiltX')[1]).toBeCloseTo(0.160056, 6);
    const x = starNumbers(file, 'particles', 'rlnCoordinateX');
    const y = starNumbers(file, 'particles', 'rlnCoordinateY');
    expect(x[3]).toBeCloseTo((numbers(dataset, 'location/center_x_frac')[3] ?? 0) * 5760, 4);
    expect(y[3]).toBeCloseTo((numbers(dataset, 'location/center_y_frac')[3] ?? 0) * 4092, 4);
    const originY = starNumbers(file, 'particles', 'rlnOriginYAngst');
    expect(originY[1]).toBeCloseTo((numbers(dataset, 'alignments3D/shift')[3] ?? 0) * 1.05, 5);
    const subset = starNumbers(file, 'particles', 'rlnRandomSubset');
    expect(subset).toEqual(numbers(dataset, 'alignments3D/split').map((split) => split + 1));
    expect(starNumbers(file, 'particles', 'rlnDefocusAngle')[0]).toBeCloseTo(
      ((numbers(dataset, 'ctf/df_angle_rad')[0] ?? 0) * 180) / Math.PI,
      5,
    );
  });

  it('of 2D classes have psi alone, both ways', async () => {
    const dataset = createStandardDataset(3, {
      uid: BigUint64Array.of(1n, 2n, 3n),
      'blob/path': ['a', 'a', 'a'],
      'blob/idx': [0, 1, 2],
      'blob/psize_A': [2, 2, 2],
      'alignments2D/pose': [0.5, -3.1, 0],
      'alignments2D/shift': [1, -2, 3, 4, 0, 0.25],
      'alignments2D/psize_A': [2, 2, 2],
      'alignments2D/class': [0, 49, 3],
    });
    const file = await asStar(dataset);
    expect(starNumbers(file, 'particles', 'rlnAnglePsi')[0]).toBeCloseTo(28.6478898, 6);
    expect(starNumbers(file, 'particles', 'rlnAngleTilt')).toEqual([0, 0, 0]);
    expect(starNumbers(file, 'particles', 'rlnClassNumber')).toEqual([1, 50, 4]);
    expect(starNumbers(file, 'particles', 'rlnOriginXAngst')).toEqual([2, 6, 0]);
    const back = datasetOfStar(file).dataset;
    for (const [name, column] of dataset.columns) expect(back.columns.get(name), name).toEqual(column);
  });

  it('that are picks tell their template and its angle, both ways', async () => {
    const dataset = createStandardDataset(2, {
      uid: BigUint64Array.of(1n, 2n),
      'location/micrograph_path': ['m.mrc', 'm.mrc'],
      'location/micrograph_shape': [100, 200, 100, 200],
      'location/center_x_frac': [0.25, 0.5],
      'location/center_y_frac': [0.5, 0.75],
      'pick_stats/ncc_score': [0.5, 0.25],
      'pick_stats/template_idx': [0, 4],
      'pick_stats/angle_rad': [0.5, -1],
    });
    const file = await asStar(dataset);
    expect(starNumbers(file, 'particles', 'rlnClassNumber')).toEqual([1, 5]);
    expect(starNumbers(file, 'particles', 'rlnAnglePsi')[1]).toBeCloseTo(-57.29578, 4);
    const back = datasetOfStar(file, { micrographShape: () => [100, 200] }).dataset;
    for (const [name, column] of dataset.columns) expect(back.columns.get(name), name).toEqual(column);
  });

  it('say what is lost, and when their contrast is the other one', () => {
    const dataset = createStandardDataset(1, {
      'blob/path': ['>J1/a.mrcs'],
      'blob/sign': [-1],
      'blob/import_sig': BigUint64Array.of(5n),
      'ctf/anisomag': [0, 0, 0, 0],
    });
    const { blocks, notes } = starOfDataset(dataset);
    expect(notes).toEqual([
      'STAR has no place for blob/sign, blob/import_sig.',
      expect.stringContaining('RELION expects them bright'),
    ]);
    expect(blocks[1]?.loops?.[0]?.columns[0]?.text(0)).toBe('000001@J1/a.mrcs');
  });

  it('turn y around when asked', () => {
    const dataset = createStandardDataset(1, {
      'location/center_x_frac': [0.25],
      'location/center_y_frac': [0.25],
      'location/micrograph_shape': [100, 200],
    });
    const table = starOfDataset(dataset, { flipY: true }).blocks[1]?.loops?.[0];
    expect(table?.columns.map((column) => [column.label, column.text(0)])).toEqual([
      ['rlnCoordinateX', '50'],
      ['rlnCoordinateY', '75'],
      ['rlnOpticsGroup', '1'],
    ]);
  });
});

describe('micrographs and movies', () => {
  it('come back from STAR with every column the same', async () => {
    const micrographs = createStandardDataset(2, {
      uid: BigUint64Array.of(1n, 2n),
      'micrograph_blob/path': ['J2/a.mrc', 'J2/b.mrc'],
      'micrograph_blob/idx': [0, 0],
      'micrograph_blob/psize_A': [0.85, 0.85],
      'mscope_params/accel_kv': [200, 200],
      'mscope_params/cs_mm': [2.7, 2.7],
      'mscope_params/exp_group_id': [4, 5],
      'ctf/exp_group_id': [4, 5],
      'ctf/accel_kv': [200, 200],
      'ctf/cs_mm': [2.7, 2.7],
      'ctf/amp_contrast': [0.1, 0.1],
      'ctf/df1_A': [12000, 13000.5],
      'ctf/df2_A': [11000, 12000.25],
      'ctf/df_angle_rad': [1, -0.3],
      'ctf/cross_corr_ctffind4': [0.2, 0.3],
    });
    const file = await asStar(micrographs);
    expect(starNumbers(file, 'optics', 'rlnMicrographPixelSize')).toEqual([0.85, 0.85]);
    const back = datasetOfStar(file).dataset;
    for (const [name, column] of micrographs.columns) expect(back.columns.get(name), name).toEqual(column);

    const movies = createStandardDataset(1, {
      uid: BigUint64Array.of(1n),
      'movie_blob/path': ['J1/a.tif'],
      'movie_blob/psize_A': [0.5],
      'mscope_params/accel_kv': [300],
      'mscope_params/cs_mm': [2.7],
      'mscope_params/exp_group_id': [2],
    });
    const moviesBack = datasetOfStar(await asStar(movies)).dataset;
    for (const [name, column] of movies.columns) expect(moviesBack.columns.get(name), name).toEqual(column);
  });
});

describe('RELION files', () => {
  it('of version 3.0: no optics, pixels, magnification', () => {
    const { dataset, notes } = datasetOfStar(
      parseStar(
        Buffer.from(`data_\nloop_\n_rlnImageName\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast
_rlnMagnification\n_rlnDetectorPixelSize\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnOriginX\n_rlnOriginY
_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnRandomSubset\n_rlnSomething
3@a.mrcs 300 2.7 0.1 50000 7.5 10000 11000 10 1.5 -2 10 20 30 2 0\n`),
        'a.star',
      ),
    );
    expect(numbers(dataset, 'blob/psize_A')).toEqual([1.5]);
    expect(numbers(dataset, 'blob/idx')).toEqual([2]);
    expect(numbers(dataset, 'alignments3D/shift')).toEqual([1.5, -2]);
    expect(numbers(dataset, 'alignments3D/split')).toEqual([1]);
    // The larger defocus comes first, the angle turned by 90 degrees.
    expect(numbers(dataset, 'ctf/df1_A')).toEqual([11000]);
    expect(numbers(dataset, 'ctf/df_angle_rad')[0]).toBeCloseTo((-80 * Math.PI) / 180, 6);
    expect(notes).toEqual(['A dataset has no place for _rlnSomething.']);
    expect(findIds(dataset, 'uid')?.[0]).toBeGreaterThan(0n);
  });

  const aberrated = (odd: string, even: string): StarFile =>
    parseStar(
      Buffer.from(`data_optics\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast
_rlnOddZernike\n_rlnEvenZernike\n_rlnMagMat00\n_rlnMagMat01\n_rlnMagMat10\n_rlnMagMat11
1 300 2.7 0.1 ${odd} ${even} 1.01 0.02 0.03 0.99
data_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle
1@a.mrcs 1 12000 11000 20\n`),
      'a.star',
    );

  it('with aberrations: the phases of their polynomials, in the terms that datasets have', () => {
    const [odd, even] = [
      [0.5, -1, 3, 4, -2, 5],
      [0.1, 20, -30, 15, 40, -25, 10, 35, -45],
    ];
    const { dataset, notes } = datasetOfStar(aberrated(`[${odd.join()}]`, `[${even.join()}]`));
    expect(notes).toEqual([]);
    const of = (name: string): number[] => numbers(dataset, `ctf/${name}`);
    expect(of('anisomag').map((value) => Number(value.toFixed(6)))).toEqual([0.01, 0.02, 0.03, -0.01]);
    const lambda = 0.0196875;
    const [kx, ky] = [0.13, -0.21];
    const [k, theta] = [Math.hypot(kx, ky), Math.atan2(ky, kx)];
    // RELION's side: polynomials as tables have them, without their norms.
    const radial: Record<string, number> = {
      ...{ '0,0': 1, '1,1': k, '2,0': 2 * k ** 2 - 1, '2,2': k ** 2, '3,1': 3 * k ** 3 - 2 * k, '3,3': k ** 3 },
      ...{ '4,0': 6 * k ** 4 - 6 * k ** 2 + 1, '4,2': 4 * k ** 4 - 3 * k ** 2, '4,4': k ** 4 },
    };
    const sum = (values: number[], terms: (readonly [number, number])[]): number =>
      terms.reduce((total, [n, m], i) => {
        const around = m < 0 ? Math.sin(-m * theta) : Math.cos(m * theta);
        return total + (values[i] ?? NaN) * (radial[`${n},${Math.abs(m)}`] ?? NaN) * around;
      }, 0);
    const ordersOf = (n: number): (readonly [number, number])[] =>
      Array.from({ length: n + 1 }, (_, i) => [n, 2 * i - n] as const);
    const oddOrders = [1, 3].flatMap(ordersOf);
    const evenOrders = [0, 2, 4].flatMap(ordersOf);
    // Ours, as docs/conventions.md has them.
    const dot = ([x = 0, y = 0]: number[]): number => x * kx + y * ky;
    const [t1 = 0, t2 = 0] = of('trefoil_A');
    const trefoil = (k ** 3 * (t1 * Math.cos(3 * theta) + t2 * Math.sin(3 * theta))) / 3;
    const p = -2 * Math.PI * (dot(of('shift_A')) + lambda ** 2 * (k ** 2 * dot(of('tilt_A')) + trefoil));
    expect(p).toBeCloseTo(sum(odd, oddOrders), 3);
    const chi = (df1: number, df2: number, angle: number, cs: number, shift: number): number => {
      const defocus = (df1 + df2 + (df1 - df2) * Math.cos(2 * (theta - angle))) / 2;
      return Math.PI * lambda * defocus * k ** 2 - 0.5e7 * Math.PI * cs * lambda ** 3 * k ** 4 + shift;
    };
    const [c2 = 0, s2 = 0, c4 = 0, s4 = 0] = of('tetra_A');
    const turned =
      2 * (c2 * Math.cos(2 * theta) + s2 * Math.sin(2 * theta)) +
      0.5 * (c4 * Math.cos(4 * theta) + s4 * Math.sin(4 * theta));
    const [df1 = 0, df2 = 0, angle = 0, cs = 0, shift = 0] = [
      'df1_A',
      'df2_A',
      'df_angle_rad',
      'cs_mm',
      'phase_shift_rad',
    ].flatMap(of);
    const added = chi(df1, df2, angle, cs, shift) - chi(12000, 11000, (20 * Math.PI) / 180, 2.7, 0);
    // 32-bit columns.
    expect(added - Math.PI * lambda ** 3 * k ** 4 * turned).toBeCloseTo(-sum(even, evenOrders), 2);
  });

  it('with aberrations that are no lists, or of orders that datasets lack', () => {
    expect(() => datasetOfStar(aberrated('0.5', '[0]'))).toThrow('expected numbers such as [0.1,2] in _rlnOddZernike');
    expect(() => datasetOfStar(aberrated('[]', '[1,x]'))).toThrow('_rlnEvenZernike');
    expect(datasetOfStar(aberrated('[0,0,0,0,0,0,1]', '[]')).notes).toEqual([
      expect.stringContaining('no place for more than 6 coefficients'),
    ]);
  });

  it('without ids get the same ones every time, each once', () => {
    const file = parseStar(Buffer.from('data_\nloop_\n_rlnImageName\n1@a\n2@a\n1@a\n'), 'a.star');
    const first = findIds(datasetOfStar(file).dataset, 'uid') ?? new BigUint64Array(0);
    expect(new Set(first).size).toBe(3);
    expect(findIds(datasetOfStar(file).dataset, 'uid')).toEqual(first);
  });

  it.each([
    ['data_\nloop_\n_rlnFoo\n1\n', 'expected a table of particles, micrographs or movies'],
    ['data_\nloop_\n_rlnImageName\nx@a\n', 'row 1: expected an image name such as 000001@stack.mrcs, found "x@a"'],
    ['data_\nloop_\n_rlnImageName\n0@a\n', 'row 1: expected an image name'],
    [
      'data_optics\nloop_\n_rlnOpticsGroup\n1\ndata_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n1@a 2\n',
      'row 1 is of optics group 2, which data_optics does not have',
    ],
    [
      'data_\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnOriginXAngst\n_rlnOriginYAngst\n1@a 1 2 3 4 5\n',
      'origins are in Å, but no pixel size is given',
    ],
    ['data_\nloop_\n_rlnImageName\n_rlnDefocusU\n1@a x\n', 'line 5: _rlnDefocusU should be a number'],
  ])('%# are refused with a sentence', (text, message) => {
    const convert = (): unknown => datasetOfStar(parseStar(Buffer.from(text), 'a.star'));
    expect(convert).toThrow(DataError);
    expect(convert).toThrow(message);
  });

  it('a dataset of something else is refused', () => {
    expect(() => starOfDataset(createStandardDataset(0, {}))).toThrow(UserError);
  });
});

const realStar = sharedData('cryodrgn_empiar_10076_7.star');
const realDataset = sharedData('cryodrgn_empiar_10076_7.cs');
describe.skipIf(realStar === null || realDataset === null)('a real pair of files', () => {
  it('says the same both ways', async () => {
    const dataset = await readDataset(realDataset ?? '');
    const file = await readStar(realStar ?? '');
    const converted = datasetOfStar(file, { boxSizePx: 320, sign: -1 }).dataset;
    // The .cs file was made from the STAR file, whose pixel size is 5 um / 38168 = 1.30999 Å: it has 1.31.
    for (const name of ['blob/path', 'blob/idx', 'blob/shape', 'blob/sign', 'ctf/type']) {
      expect(converted.columns.get(name)?.data, name).toEqual(dataset.columns.get(name)?.data);
    }
    for (const [name, column] of dataset.columns) {
      if (!name.startsWith('ctf/') || column.type !== 'f4') continue;
      expect(converted.columns.get(name), name).toEqual(column);
    }
    expect(numbers(converted, 'blob/psize_A')[0]).toBeCloseTo(1.31, 4);

    const star = await asStar(dataset);
    for (const label of ['rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle']) {
      const [ours, theirs] = [starNumbers(star, 'particles', label), starNumbers(file, '', label)];
      ours.forEach((value, row) => {
        expect(Math.fround(value), label).toBeCloseTo(theirs[row] ?? NaN, 3);
      });
      expect(ours.length).toBe(7);
    }
    expect(starTexts(star, 'particles', 'rlnImageName').map((name) => name.replace(/^0+/, ''))).toEqual(
      starTexts(file, '', 'rlnImageName'),
    );
    expect(starNumbers(star, 'optics', 'rlnVoltage')).toEqual([300]);
    const back = datasetOfStar(star, { sign: -1 }).dataset;
    for (const [name, column] of dataset.columns) {
      if (name !== 'blob/import_sig') expect(back.columns.get(name), name).toEqual(column);
    }
  });
});

const picks = sharedData('cryojax_ribosome_4ug0_particles.star');
it.skipIf(picks === null)('reads a file whose angles are not found yet', async () => {
  const { dataset } = datasetOfStar(await readStar(picks ?? ''), { micrographShape: () => [1000, 1200] });
  expect(dataset.columns.has('alignments2D/pose')).toBe(false);
  expect(numbers(dataset, 'ctf/df1_A')[0]).toBeCloseTo(10050.97, 2);
  expect(numbers(dataset, 'blob/psize_A')[0]).toBe(4);
  expect(numbers(dataset, 'location/center_x_frac')[0]).toBeCloseTo(790 / 1200, 6);
  expect(numbers(dataset, 'location/center_y_frac')[0]).toBeCloseTo(0.817, 6);
  expect(findTexts(dataset, 'location/micrograph_path')?.[0]).toBe('data/example_ribosome_4ug0_micrograph.mrc');
});
