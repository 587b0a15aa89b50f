import { join } from 'node:path';
import { expect } from 'vitest';

/** A real micrograph of ribosomes (K2 camera), where it is at hand. */
export const realMicrograph = join(import.meta.dirname, '../../shared/data/micrograph_fei_ext_k2_3710x3838_u16.mrc');
export const realPixelSizeA = '0.85378';

/** Expects what an independent program finds, good to 150 Å, and some 100 ribosomes. */
export function expectRibosomes(seen: Readonly<Record<string, unknown>>): void {
  const [df1, df2] = seen['defocus'] as [number, number];
  expect(Math.abs(df1 - 10_590)).toBeLessThan(200);
  expect(Math.abs(df2 - 10_460)).toBeLessThan(200);
  expect(seen['fit']).toBeLessThan(5);
  expect(seen['picks']).toBeGreaterThan(70);
  expect(seen['picks']).toBeLessThan(200);
  expect(seen['particles']).toBeGreaterThan(50);
}
