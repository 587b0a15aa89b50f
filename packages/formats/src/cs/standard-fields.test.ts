import { expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import { createStandardDataset, findStandardField, readDataset, standardFieldsOfSlot } from '../index.js';

const real = sharedData('cryodrgn_empiar_10076_7.cs');
it.skipIf(real === null)('a real file has the types and shapes of the table', async () => {
  for (const [name, column] of (await readDataset(real ?? '')).columns) {
    const shape = column.type === 'text' ? [] : column.shape;
    expect(findStandardField(name), name).toEqual({ name, type: column.type, shape });
  }
});

it('knows slots that are built as another is', () => {
  expect(findStandardField('micrograph_blob_non_dw/shape')).toEqual({
    name: 'micrograph_blob_non_dw/shape',
    type: 'u4',
    shape: [2],
  });
  expect(standardFieldsOfSlot('spline_motion').map((field) => field.name)).toContain('spline_motion/zero_shift_frame');
  expect(standardFieldsOfSlot('pick_stats')[1]).toEqual({ name: 'pick_stats/power', type: 'f4', shape: [] });
});

it('makes columns of the right type from plain values', () => {
  const dataset = createStandardDataset(2, {
    uid: BigUint64Array.of(1n, 2n),
    'location/micrograph_path': ['a.mrc', 'b.mrc'],
    'location/micrograph_shape': [4, 5, 4, 5],
    'location/center_x_frac': [0.25, 0.5],
  });
  expect([...dataset.columns.values()]).toEqual([
    { type: 'u8', shape: [], data: BigUint64Array.of(1n, 2n) },
    { type: 'text', data: ['a.mrc', 'b.mrc'] },
    { type: 'u4', shape: [2], data: Uint32Array.of(4, 5, 4, 5) },
    { type: 'f4', shape: [], data: Float32Array.of(0.25, 0.5) },
  ]);
});

it('refuses unknown names, wrong kinds and wrong numbers of values', () => {
  expect(() => createStandardDataset(1, { 'location/x': [1] })).toThrow('location/x is no standard column');
  expect(() => createStandardDataset(1, { uid: [1] })).toThrow('column uid needs 64-bit ids');
  expect(() => createStandardDataset(1, { 'blob/shape': [1] })).toThrow('column blob/shape has 1 values for 1 rows');
});
