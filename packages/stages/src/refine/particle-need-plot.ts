import type { MapOfParticles, ParticleNeed } from '@vitreous/algorithms';
import { drawLinePlot } from '@vitreous/pictures';

/** Number of particles against resolution with the line of the B-factor, on to the map that is asked for: SVG. */
export function drawParticleNeed(maps: readonly MapOfParticles[], need: ParticleNeed | null): string {
  const next = need?.next ?? null;
  const shown = next === null ? maps : [...maps, next];
  const x = shown.map(({ resolutionA }) => 1 / resolutionA ** 2);
  const ends = [Math.min(...x), Math.max(...x)];
  const line =
    need === null
      ? []
      : [
          {
            name: `B-factor ${need.bFactorA2.toFixed(0)} Å²`,
            x: ends,
            y: ends.map((value) => (need.intercept + (need.bFactorA2 / 2) * value) / Math.LN10),
            accent: true,
          },
        ];
  const asked =
    next === null
      ? []
      : [
          {
            name: `${next.resolutionA.toFixed(1)} Å: ${next.particles} particles`,
            x: [1 / next.resolutionA ** 2],
            y: [Math.log10(next.particles)],
            points: true,
          },
        ];
  return drawLinePlot({
    title: 'Particles and resolution',
    xLabel: 'Resolution (Å)',
    yLabel: 'log10 of the number of particles',
    xTickLabel: (value) => (value > 0 ? (1 / Math.sqrt(value)).toFixed(2) : ''),
    series: [
      {
        name: 'maps',
        x: maps.map(({ resolutionA }) => 1 / resolutionA ** 2),
        y: maps.map(({ particles }) => Math.log10(particles)),
        points: true,
      },
      ...asked,
      ...line,
    ],
  });
}
