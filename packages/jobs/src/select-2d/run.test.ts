import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataset, createStandardDataset, findIds, floatColumn, withColumns, writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runJob } from '../testing/run-job.js';

let projectDir = '';
beforeAll(async () => {
  projectDir = await mkdtemp(join(tmpdir(), 'vitreous-select-'));
  const data = Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => Math.sin(i / 9));
  await writeMrc(join(projectDir, 'classes.mrc'), { count: 3, height: 32, width: 32, data }, { pixelSizeA: 2 });
});
afterAll(() => rm(projectDir, { recursive: true }));

const images = createStandardDataset(3, {
  uid: BigUint64Array.of(1n, 2n, 3n),
  'blob/path': ['classes.mrc', 'classes.mrc', 'classes.mrc'],
  'blob/idx': [0, 1, 2],
});
const templates = withColumns(images, createDataset(3, { 'blob/res_A': floatColumn(Float32Array.of(8, 30, 10)) }));
const particles = createStandardDataset(6, {
  uid: BigUint64Array.of(11n, 12n, 13n, 14n, 15n, 16n),
  'alignments2D/class': [0, 0, 0, 1, 2, 2],
  'location/center_x_frac': [0, 0.1, 0.2, 0.3, 0.4, 0.5],
});

it('selects classes by eye and by limits, refuses others, and writes both kinds with their particles', async () => {
  const { outputs, answers, log, pictures } = await runJob('select_2D', {
    projectDir,
    inputs: { particles: [particles], templates: [templates] },
    posts: [
      ['get_class_info', {}],
      ['get_class_pictures', {}],
      ['set_class_selected', { class_idx: 3, selected: true }],
      ['set_class_selected', { class_idx: 1 }],
      ['select_all', {}],
      ['invert_selection', {}],
      ['select_from_class', { class_idx: 2, field: 'num_particles_total', direction: 'above' }],
      ['select_by_thresholds', { thresholds: [{ field: 'res_A', direction: 'below', threshold: 10 }] }],
      ['set_class_selected', { class_idx: 2, selected: false }],
      ['finish', {}],
    ],
  });
  expect(answers.map(([status]) => status)).toEqual([200, 200, 404, 422, 200, 200, 200, 200, 200, 200]);
  expect(answers[0]?.[1]).toMatchObject([
    { class_idx: 0, num_particles_total: 3, num_particles_selected: 0, res_A: 8, selected: false },
    { class_idx: 1, num_particles_total: 1 },
    { class_idx: 2, num_particles_total: 2 },
  ]);
  const drawn = answers[1]?.[1] as { class_idx: number; path: string }[];
  expect(drawn.map(({ class_idx }) => class_idx)).toEqual([0, 1, 2]);
  for (const { path } of drawn) {
    expect((await readFile(join(projectDir, path))).subarray(1, 4).toString(), path).toBe('PNG');
  }
  const marks = answers.slice(4).map(([, classes]) => (classes as { selected: boolean }[]).map((one) => one.selected));
  expect(marks).toEqual([
    [true, true, true],
    [false, false, false],
    [true, false, true],
    [true, false, true],
    [true, false, false],
    [true, false, false],
  ]);
  const uidsOf = (name: string): bigint[] => Array.from(findIds(outputs[name] ?? particles, 'uid') ?? []);
  expect(uidsOf('particles_selected')).toEqual([11n, 12n, 13n]);
  expect(uidsOf('particles_excluded')).toEqual([14n, 15n, 16n]);
  expect(uidsOf('templates_selected')).toEqual([1n]);
  expect(uidsOf('templates_excluded')).toEqual([2n, 3n]);
  expect(outputs['particles_selected']?.columns.has('location/center_x_frac')).toBe(true);
  expect(outputs['templates_selected']?.columns.has('blob/res_A')).toBe(true);
  expect(log).toContain('1 of 3 classes selected, with 3 of 6 particles.');
  expect(pictures.map((path) => path.split('/').at(-1))).toEqual(['all.png', 'selected.png', 'excluded.png']);
  expect((await readFile(join(projectDir, pictures[0] ?? ''))).subarray(1, 4).toString()).toBe('PNG');
});

it('writes empty outputs when nothing is selected', async () => {
  const inputs = { particles: [particles], templates: [templates] };
  const { outputs } = await runJob('select_2D', { projectDir, inputs, posts: [['finish', {}]] });
  expect(outputs['particles_selected']?.length).toBe(0);
  expect(outputs['templates_excluded']?.length).toBe(3);
});
