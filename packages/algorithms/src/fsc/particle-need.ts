/** How good a map was, of how many particles. */
export interface MapOfParticles {
  readonly particles: number;
  readonly resolutionA: number;
}

/** ln(particles) = intercept + bFactorA2 / 2 · 1 / d². */
export interface ParticleNeed {
  readonly bFactorA2: number;
  readonly intercept: number;
  /** What a map that is half an ångström better than the last would need; null where the pixels hold no such detail. */
  readonly next: MapOfParticles | null;
}

/** The step that is asked for. */
const stepA = 0.5;
/** A line needs so many maps, and the most particles so many times the fewest. */
const [leastMaps, leastSpan] = [3, 2];
/** Maps this near to what the pixels hold would be better with finer ones. */
const nearNyquist = 1.05;

/**
 * The line through 1 / d² against the logarithm of the number of particles (Rosenthal and Henderson 2003, J. Mol. Biol. 333, 721):
 * it tells how many particles a better map needs. Null where the maps are too few, too alike, or do not get better.
 *
 * @param maps In the order in which they were made; resolutions d in Å.
 */
export function fitParticleNeed(maps: readonly MapOfParticles[], nyquistA: number): ParticleNeed | null {
  const told = maps.filter(({ particles, resolutionA }) => particles > 0 && resolutionA > nearNyquist * nyquistA);
  const counts = told.map(({ particles }) => particles);
  if (told.length < leastMaps || Math.max(...counts) < leastSpan * Math.min(...counts)) return null;
  const x = counts.map(Math.log);
  const y = told.map(({ resolutionA }) => 1 / resolutionA ** 2);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x0, y0] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, value, i) => sum + (value - x0) * ((y[i] ?? 0) - y0), 0) /
    x.reduce((sum, value) => sum + (value - x0) ** 2, 0);
  if (!(slope > 0)) return null;
  const bFactorA2 = 2 / slope;
  return { bFactorA2, intercept: x0 - (bFactorA2 / 2) * y0, next: nextOf(maps, bFactorA2, nyquistA) };
}

function nextOf(maps: readonly MapOfParticles[], bFactorA2: number, nyquistA: number): MapOfParticles | null {
  const last = maps[maps.length - 1];
  if (last === undefined) return null;
  const resolutionA = last.resolutionA - stepA;
  if (resolutionA < nyquistA) return null;
  const particles = last.particles * Math.exp((bFactorA2 / 2) * (1 / resolutionA ** 2 - 1 / last.resolutionA ** 2));
  return Number.isFinite(particles) ? { particles: Math.ceil(particles), resolutionA } : null;
}
