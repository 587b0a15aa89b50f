import { computeStatistics } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import { readMrc, readMrcHeader, readMrcMovie, readMrcVolume } from './index.js';

/** Files of other programs, with sizes and statistics as another reader (mrcfile 1.5.4 and NumPy) has them: headers may lie. */
const files = [
  {
    path: 'micrograph_fei_ext_k2_3710x3838_u16.mrc',
    header: { width: 3710, height: 3838, sections: 1, mode: 6, content: 'images' },
    statistics: { minimum: 302, maximum: 45804, mean: 3521.0302419133955 },
  },
  {
    path: 'ngl_betaGal.mrc',
    header: { width: 100, height: 100, sections: 100, mode: 2, content: 'images', pixelSizeA: 3.54 },
    statistics: { minimum: -0.05296945199370384, maximum: 0.19695799052715302, mean: -6.782992400585905e-5 },
  },
  {
    path: 'EMD-3197.map',
    header: { width: 20, height: 20, sections: 20, content: 'volume', start: [-2, 0, 0] },
    statistics: { minimum: -4.1337456703186035, maximum: 5.576736927032471, mean: 0.7836120336436434 },
  },
  {
    path: 'EMD-3001.map',
    header: { width: 73, height: 43, sections: 25, spaceGroup: 4, axes: [3, 1, 2] },
    statistics: { minimum: -0.3681429624557495, maximum: 0.7216102480888367, mean: 0.0005329666822949868 },
  },
  {
    path: 'cryodrgn_empiar_10076_7.mrc',
    header: { width: 320, height: 320, sections: 7, content: 'volume', pixelSizeA: null },
    statistics: { minimum: -4.3495049476623535, maximum: 5.534543991088867, mean: -0.003434370667618655 },
  },
  {
    path: 'cryojax_ribosome_4ug0_micrograph.mrcs',
    header: { width: 100, height: 100, sections: 5, content: 'images', pixelSizeA: 4 },
    statistics: { minimum: -6.965409278869629, maximum: 4.91274881362915, mean: -0.22600240455975346 },
  },
  {
    path: 'cistem/hiv_images_shift_noise_80x80x10.mrc',
    header: { width: 80, height: 80, sections: 10 },
    statistics: { minimum: -4.947976589202881, maximum: 10.016484260559082, mean: 4.0695345860825686e-5 },
  },
];

it.each(files)('$path', async ({ path, header, statistics }) => {
  const full = sharedData(path);
  if (full === null) return;
  const found = await readMrcHeader(full);
  const { pixelSizeA, ...rest } = { pixelSizeA: undefined, ...header };
  expect(found).toMatchObject(rest);
  if (typeof pixelSizeA === 'number') expect(found.pixelSizeA).toBeCloseTo(pixelSizeA, 5);
  if (pixelSizeA === null) expect(found.pixelSizeA).toBeNull();
  const values = await computeStatistics((await readMrc(full, { threads: 2 })).data);
  expect([values.minimum, values.maximum]).toEqual([statistics.minimum, statistics.maximum]);
  // Sums of up to 14 million values in double precision, in another order.
  expect(Math.abs(values.mean - statistics.mean)).toBeLessThan(1e-9);
});

it('what the microscope wrote of the real micrograph', async () => {
  const path = sharedData('micrograph_fei_ext_k2_3710x3838_u16.mrc');
  if (path === null) return;
  const { pixelSizeA, extended } = await readMrcHeader(path);
  expect(pixelSizeA).toBeCloseTo(0.85378, 5);
  expect(extended).toMatchObject({ type: 'FEI1', bytes: 786432 });
  expect(extended.fei).toMatchObject({ accelKv: 300, magnification: 165000, application: 'Fei EPU 1.2.0.16' });
  expect(extended.fei?.pixelSizeA).toBeCloseTo(0.85378, 5);
  expect(extended.fei?.doseEPerA2).toBeCloseTo(47.62, 2);
  expect(extended.fei?.appliedDefocusA).toBeCloseTo(8000, 6);
  expect(extended.fei?.stageUm?.x).toBeCloseTo(817.29, 2);
  const movie = await readMrcMovie(path);
  expect(movie).toMatchObject({ kind: 'u16', frames: 1, height: 3838, width: 3710 });
  await movie.release();
});

it('a map whose columns run along Z is turned', async () => {
  const path = sharedData('EMD-3001.map');
  if (path === null) return;
  const stored = await readMrc(path);
  const volume = await readMrcVolume(path);
  expect(volume).toMatchObject({ depth: 73, height: 25, width: 43 });
  const [z, y, x] = [70, 20, 40];
  expect(volume.data[(z * 25 + y) * 43 + x]).toBe(stored.data[(y * 43 + x) * 73 + z]);
});
