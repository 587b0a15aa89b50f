import { phasePlanes, type MeasuredGroup } from '@vitreous/algorithms';
import { drawColourPanels, drawHistogram } from '@vitreous/pictures';

const sizePx = 64;

const kinds = { odd: 'tilt and trefoil', even: 'spherical aberration, tetrafoil and defocus' } as const;

/** Phases of a kind that the particles of an exposure group say are left, beside those that were fitted: PNG. */
export function drawGroupPhases(id: number, group: MeasuredGroup, kind: keyof typeof kinds): Promise<Buffer> {
  const { measured, fitted } = phasePlanes(group, sizePx)[kind];
  const most = Math.max(...fitted.data.filter(Number.isFinite).map(Math.abs));
  const limit = Math.min(Math.PI, Math.max(0.2, 1.2 * most));
  return drawColourPanels({
    title: `Exposure group ${id}: ${kinds[kind]}`,
    panels: [
      { image: measured, caption: `measured, ${group.particles} particles` },
      { image: fitted, caption: 'fitted' },
    ],
    range: [-limit, limit],
    label: 'Phase (rad)',
  });
}

/** How much the defocus of particles changed, Å: SVG. */
export function drawDefocusChanges(changesA: Float32Array): string {
  return drawHistogram({
    title: `What was added to the defocus of ${changesA.length} particles`,
    xLabel: 'Change of defocus (Å)',
    yLabel: 'Part of all particles',
    name: 'particles',
    values: changesA,
  });
}
