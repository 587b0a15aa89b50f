import { computeStatistics } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import { readMrc, readMrcHeader, readMrcMovie, readMrcVolume } from './index.js';

/** Files of other programs, with sizes and statistics as another reader (mrcfile 1.5.4 and NumPy) has them. */
const files = [
  {
    path: 'micrograph_fei_ext_k2_3710x3838_u16.mrc',
    header: { width: 3710, height: 3838, sections: 1, mode: 6, content: 'images' },
    statistics: { minimum: 302, maximum: 45804, mean: 3521.0300975 },
  },
  {
    path: 'ngl_betaGal.mrc',
    header: { width: 100, height: 100, sections: 100, mode: 2, content: 'images', pixelSizeA: 3.54 },
    statistics: { minimum: -0.05296945, maximum: 0.1969578, mean: -6.78299e-5 },
  },
  {
    path: 'EMD-3197.map',
    header: { width: 20, height: 20, sections: 20, content: 'volume', start: [-2, 0, 0] },
    statistics: { minimum: -4.13374567, maximum: 5.57673693, mean: 0.7836122 },
  },
  {
    path: 'EMD-3001.map',
    header: { width: 73, height: 43, sections: 25, spaceGroup: 4, axes: [3, 1, 2] },
    statistics: { minimum: -0.36814296, maximum: 0.72161025, mean: 0.00053297 },
  },
  {
    path: 'cryodrgn_empiar_10076_7.mrc',
    header: { width: 320, height: 320, sections: 7, content: 'volume', pixelSizeA: null },
    statistics: { minimum: -4.34950495, maximum: 5.53454399, mean: -0.00343437 },
  },
  {
    path: 'cryojax_ribosome_4ug0_micrograph.mrcs',
    header: { width: 100, height: 100, sections: 5, content: 'images', pixelSizeA: 4 },
    statistics: { minimum: -6.96540928, maximum: 4.91274881, mean: -0.22600241 },
  },
  {
    path: 'cistem/hiv_images_shift_noise_80x80x10.mrc',
    header: { width: 80, height: 80, sections: 10 },
    statistics: { minimum: -4.42973948, maximum: 9.33608818, mean: -0.01091894 },
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
  // Extremes are printed to 8 digits, means to what single precision sums give.
  expect(values.minimum / statistics.minimum).toBeCloseTo(1, 6);
  expect(values.maximum / statistics.maximum).toBeCloseTo(1, 6);
  expect(Math.abs(values.mean - statistics.mean)).toBeLessThan(1e-6 * Math.max(1, Math.abs(statistics.mean)));
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
