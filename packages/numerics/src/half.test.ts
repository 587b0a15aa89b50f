import { expect, it } from 'vitest';
import { createRandom, halfFromFloats, halfToFloats, reference } from './index.js';

const everyHalf = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

it('turns every half float into its number and back', async () => {
  const values = await halfToFloats(everyHalf);
  expect(everyHalf.findIndex((bits, i) => !Object.is(values[i], reference.halfToNumber(bits)))).toBe(-1);
  const back = await halfFromFloats(values, { threads: 3 });
  const same = (bits: number, i: number): boolean =>
    Number.isNaN(values[i]) ? ((back[i] ?? 0) & 0x7fff) > 0x7c00 : back[i] === bits;
  expect(everyHalf.every(same)).toBe(true);
});

it('rounds to the nearest, ties to even, on any number of threads', async () => {
  const random = createRandom(4);
  const between = Array.from({ length: 3000 }, () => {
    const bits = random.integer(0x7bff);
    return (reference.halfToNumber(bits) + reference.halfToNumber(bits + 1)) / 2;
  });
  const anywhere = Array.from({ length: 20_001 }, () => random.normal() * 10 ** (random.uniform() * 16 - 10));
  const special = [0, -0, 65504, 65519.996, 65520, -1e9, Infinity, -Infinity, 2 ** -24, 2 ** -25, 2 ** -14, 5e-324];
  const values = Float32Array.from([...between, ...anywhere, ...special]);
  const wanted = Uint16Array.from(values, reference.halfFromNumber);
  expect(await halfFromFloats(values)).toEqual(wanted);
  expect(await halfFromFloats(values, { threads: 4 })).toEqual(wanted);
});
