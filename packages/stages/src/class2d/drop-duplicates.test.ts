import type { Classification } from '@vitreous/algorithms';
import { createStandardDataset } from '@vitreous/formats';
import { expect, it } from 'vitest';
import { dropDuplicates } from './drop-duplicates.js';

const found: Classification = {
  particles: {
    classes: Int32Array.of(0, 1, 0, 1, 0),
    angleRad: new Float32Array(5),
    // The second is picked 30 Å from the first, and its middle lies 20 Å back.
    shiftPx: Float32Array.of(0, 0, -10, 0, 0, 0, 0, 0, 0, 0),
    probability: new Float32Array(5).fill(1),
    classEss: new Float32Array(5).fill(1),
    score: Float32Array.of(5, 9, 4, 3, 2),
  },
  averages: { count: 2, height: 1, width: 1, data: new Float32Array(2) },
  rows: [3, 2].map((count) => ({ count, resolutionA: 10, meanProbability: 1, classEss: 1 })),
  correlations: [],
  noise: new Float64Array(1),
};
const width = 1000;
const table = createStandardDataset(5, {
  uid: BigUint64Array.of(1n, 2n, 3n, 4n, 5n),
  // The third lies on the first, in another micrograph; the fourth apart from all; the fifth next to it, 18 Å down.
  'location/micrograph_uid': BigUint64Array.of(7n, 7n, 8n, 7n, 7n),
  'location/micrograph_shape': [500, width, 500, width, 500, width, 500, width, 500, width],
  'location/micrograph_psize_A': [1, 1, 1, 1, 1],
  'location/center_x_frac': [0.1, 0.13, 0.1, 0.5, 0.5],
  'location/center_y_frac': [0.2, 0.2, 0.2, 0.4, 0.436],
});

it('keeps the best of particles that lie on each other when they are aligned', () => {
  const { particles, rows } = dropDuplicates(found, table, { pixelSizeA: 2, leastA: 20 });
  expect(Array.from(particles.classes)).toEqual([-1, 1, 0, 1, -1]);
  expect(rows.map(({ count }) => count)).toEqual([1, 2]);
  // What was handed in is as it was.
  expect(Array.from(found.particles.classes)).toEqual([0, 1, 0, 1, 0]);
});

it('keeps those that lie farther apart, and all where nobody says where they were', () => {
  const near = dropDuplicates(found, table, { pixelSizeA: 2, leastA: 5 });
  expect(Array.from(near.particles.classes)).toEqual([0, 1, 0, 1, 0]);
  const nowhere = createStandardDataset(5, { uid: BigUint64Array.of(1n, 2n, 3n, 4n, 5n) });
  expect(dropDuplicates(found, nowhere, { pixelSizeA: 2, leastA: 20 })).toBe(found);
});
