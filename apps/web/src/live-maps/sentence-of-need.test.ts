import { expect, it } from 'vitest';
import { sentenceOfNeed } from './sentence-of-need.js';

const maps = (...all: readonly (readonly [particles: number, resolutionA: number])[]) =>
  all.map(([num_particles, resolution_A]) => ({ at: '', num_particles, resolution_A, bfactor_A2: null }));
const fit = { bfactor_A2: 100, intercept: 1, next: { resolution_A: 4.5, num_particles: 12_345 } };

it('says what more particles would bring, or why it cannot', () => {
  const three = maps([100, 8], [200, 7], [400, 6]);
  expect(sentenceOfNeed({ history: three, fit, nyquist_A: 3 })).toContain('4.50 Å, would need about 12\u202f345');
  expect(sentenceOfNeed({ history: three, fit: { ...fit, next: null }, nyquist_A: 3 })).toContain('no detail half');
  expect(sentenceOfNeed({ history: three, fit: null, nyquist_A: 3 })).toContain('do not get better');
  expect(sentenceOfNeed({ history: maps([100, 8]), fit: null, nyquist_A: 3 })).toContain('needs three maps');
  expect(sentenceOfNeed({ history: [], fit: null, nyquist_A: null })).toContain('needs three maps');
  expect(sentenceOfNeed({ history: maps([205, 4.87], [584, 4.8]), fit: null, nyquist_A: 4.8 })).toContain(
    'nothing beyond 4.80 Å',
  );
});
