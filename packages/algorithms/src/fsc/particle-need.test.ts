import { expect, it } from 'vitest';
import { fitParticleNeed, type MapOfParticles } from './particle-need.js';

/** What a B-factor of 100 Å² gives: 4 Å of 10,000 particles. */
function mapOf(particles: number, bFactorA2 = 100): MapOfParticles {
  return { particles, resolutionA: 1 / Math.sqrt(1 / 16 + (2 / bFactorA2) * Math.log(particles / 10_000)) };
}

it('finds the B-factor, and the particles that half an ångström takes', () => {
  const found = fitParticleNeed(
    [1000, 2000, 5000, 10_000].map((count) => mapOf(count)),
    2,
  );
  expect(found?.bFactorA2).toBeCloseTo(100, 6);
  expect(found?.next?.resolutionA).toBeCloseTo(3.5, 6);
  // 10,000 exp(50 (1 / 3.5² - 1 / 4²))
  expect(found?.next?.particles).toBe(26_030);
  expect(Math.exp((found?.intercept ?? 0) + 50 / 16)).toBeCloseTo(10_000, 3);
});

it.each([
  ['two maps', [1000, 4000].map((count) => mapOf(count)), 2],
  ['maps of like many particles', [1000, 1300, 1700].map((count) => mapOf(count)), 2],
  ['maps that do not get better', [1000, 2000, 4000].map((particles) => ({ particles, resolutionA: 5 })), 2],
  ['maps that the pixels limit', [1000, 2000, 4000].map((particles) => ({ particles, resolutionA: 4.1 })), 4],
])('draws no line through %s', (_, maps, nyquistA) => {
  expect(fitParticleNeed(maps, nyquistA)).toBeNull();
});

it('does not promise what the pixels do not hold', () => {
  const found = fitParticleNeed(
    [1000, 2000, 5000, 10_000].map((count) => mapOf(count)),
    3.7,
  );
  expect(found?.next).toBeNull();
});
