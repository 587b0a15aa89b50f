import { expect, it } from 'vitest';
import { coloursByRadius, correlationAround, rampColour } from './map-colours.js';
import type { MapData } from './map-data.js';

function mapOf(at: (index: number) => number): MapData {
  const data = Float32Array.from({ length: 1000 }, (_, i) => at(i));
  return { size: [10, 10, 10], pixelSizeA: 1, data, mean: 0, deviation: 1, highest: 1, binned: 1 };
}

it('goes along the ramp and stays at its ends', () => {
  expect(rampColour(-1)).toEqual(rampColour(0));
  expect(rampColour(0.125)).toEqual([54, 94, 158]);
  expect(rampColour(2)).toEqual([224, 142, 38]);
});

it('colours the nearest vertex with the first colour and the farthest with the last', () => {
  const colours = coloursByRadius(
    Float32Array.of(5, 5, 6, 5, 5, 9),
    mapOf(() => 0),
  );
  expect([...colours]).toEqual([...rampColour(0), ...rampColour(1)]);
});

it('finds halves that agree, that are opposite, and that say nothing', () => {
  const one = mapOf((i) => Math.sin(i));
  expect(correlationAround(one, one, 5, 5, 5)).toBeCloseTo(1);
  expect(
    correlationAround(
      one,
      mapOf((i) => 3 - Math.sin(i)),
      5,
      5,
      5,
    ),
  ).toBeCloseTo(-1);
  expect(
    correlationAround(
      one,
      mapOf(() => 2),
      5,
      5,
      5,
    ),
  ).toBe(0);
});
