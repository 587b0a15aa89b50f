import { expect, it } from 'vitest';
import { readVariables, showVariables } from './variables-field.js';

it('reads what it shows, and says which line is none', () => {
  const values = { partition: 'gpu', account: 'a=b' };
  expect(readVariables(`${showVariables(values)}\n\n`)).toEqual(values);
  expect(readVariables('')).toEqual({});
  expect(() => readVariables('partition = gpu\nno value here')).toThrow('no value here');
});
