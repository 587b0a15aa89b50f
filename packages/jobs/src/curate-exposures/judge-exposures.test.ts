import { expect, it } from 'vitest';
import { judgeExposure, type Threshold } from './judge-exposures.js';
import type { MeasuredField } from './measure-exposures.js';

const fit: MeasuredField = {
  name: 'ctf_fit_to_A',
  title: 'CTF fit resolution',
  unit: 'Å',
  decimals: 1,
  values: Float64Array.of(4, 8, NaN),
};

const limited = (least: number | null, most: number | null, active = true): Map<string, Threshold> =>
  new Map([[fit.name, { name: fit.name, thresholds: [least, most], active }]]);

it.each([
  [0, limited(1, 5), 'accepted', []],
  [1, limited(1, 5), 'rejected', ['CTF fit resolution: 8.0 Å, above 5.0 Å']],
  [0, limited(4.5, null), 'rejected', ['CTF fit resolution: 4.0 Å, below 4.5 Å']],
  [2, limited(1, 5), 'rejected', ['CTF fit resolution: not measured']],
  [2, limited(null, null), 'accepted', []],
  [1, limited(1, 5, false), 'accepted', []],
  [1, new Map(), 'accepted', []],
])('judges exposure %i by its limits (%#)', (row, limits, status, reasons) => {
  expect(judgeExposure(row, [fit], limits, null)).toEqual({ status, manual: null, reasons });
});

it('lets a person have the last word, and says what the limits say', () => {
  expect(judgeExposure(1, [fit], limited(1, 5), 'accepted')).toEqual({
    status: 'accepted',
    manual: 'accepted',
    reasons: ['CTF fit resolution: 8.0 Å, above 5.0 Å'],
  });
  expect(judgeExposure(0, [fit], limited(1, 5), 'rejected').status).toBe('rejected');
});
