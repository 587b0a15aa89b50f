import { expect, it } from 'vitest';
import { alertWindow, noteValue, noValues, silentFor, type AlertRule } from './alert-rule.js';

const rule: AlertRule = { attribute: 'ctf_fit_to_A', min: null, max: 5 };

/** Numbers, from 1 on, of the values that raise an alert. */
function alertsOf(values: readonly number[], by: AlertRule = rule): number[] {
  const found: number[] = [];
  let state = noValues;
  values.forEach((value, index) => {
    const noted = noteValue(by, state, value);
    state = noted.state;
    if (noted.alert) found.push(index + 1);
  });
  return found;
}

const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

it('waits for a full window', () => {
  expect(alertsOf(times(alertWindow - 1, 9))).toEqual([]);
  expect(alertsOf(times(alertWindow, 9))).toEqual([alertWindow]);
});

it('says nothing while a quarter is in bounds: 7 of 25, and something at 6', () => {
  expect(alertsOf([...times(18, 9), ...times(7, 4)])).toEqual([]);
  expect(alertsOf([...times(19, 9), ...times(6, 4)])).toEqual([25]);
});

it('looks at the latest only', () => {
  expect(alertsOf([...times(100, 4), ...times(18, 9)])).toEqual([]);
  expect(alertsOf([...times(100, 4), ...times(19, 9)])).toEqual([119]);
});

it('is silent for the next 500, then says it again if it is still so', () => {
  expect(alertsOf(times(1100, 9))).toEqual([25, 25 + silentFor + 1, 25 + 2 * (silentFor + 1)]);
  expect(alertsOf([...times(25, 9), ...times(500, 4), ...times(100, 4)])).toEqual([25]);
});

it('has bounds that belong to what is good, on either side', () => {
  expect(alertsOf(times(25, 5))).toEqual([]);
  expect(alertsOf(times(25, 1), { attribute: 'total_blob_picks', min: 2, max: null })).toEqual([25]);
  expect(alertsOf(times(25, NaN))).toEqual([25]);
});
