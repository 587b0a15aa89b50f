import { expect, it } from 'vitest';
import { wavelengthA } from './wavelength.js';

it('has the wavelengths of the tables', () => {
  // International Tables for Crystallography C, table 4.3.2.1.
  expect(wavelengthA(100)).toBeCloseTo(0.037014, 5);
  expect(wavelengthA(200)).toBeCloseTo(0.025079, 5);
  expect(wavelengthA(300)).toBeCloseTo(0.019687, 5);
});
