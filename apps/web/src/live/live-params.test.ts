import { livePreprocessingModel } from '@vitreous/schema';
import { expect, it } from 'vitest';
import { listLiveParams, redoneAfter } from './live-params.js';

it('has what a session needs among the basic parameters, with units', () => {
  const names = listLiveParams(false).flatMap(({ params }) => params.map(({ name }) => name));
  expect(names).toEqual(expect.arrayContaining(['psize_A', 'accel_kv', 'cs_mm', 'blob_diameter_min', 'box_size_pix']));
  const pixel = listLiveParams(false)[0]?.params.find(({ name }) => name === 'psize_A');
  expect(pixel).toMatchObject({ title: 'Raw pixel size', unit: 'Å', redoFrom: 'motion' });
  const all = listLiveParams(true).flatMap(({ params }) => params);
  expect(all.length).toBeGreaterThan(names.length + 20);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

it('says from where exposures are done again', () => {
  const before = livePreprocessingModel.parse({});
  expect(redoneAfter(before, before)).toBeNull();
  expect(redoneAfter(before, { ...before, box_size_pix: 256 })).toBe('extraction');
  expect(redoneAfter(before, { ...before, box_size_pix: 256, cs_mm: 2.7 })).toBe('CTF');
  expect(redoneAfter(before, { ...before, psize_A: 1.2, cs_mm: 2.7 })).toBe('motion correction');
});
