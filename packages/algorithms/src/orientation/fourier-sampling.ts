import type { Matrix3 } from '../rotation.js';
import { createSphereCells, type SphereCells } from './sphere-cells.js';

/** How evenly the views of particles fill Fourier space. */
export interface FourierSampling {
  /** Directions of Fourier space: opposite ones are one. */
  readonly cells: SphereCells;
  /** Slices that pass each direction, relative to their mean. */
  readonly density: Float64Array;
  /** Sampling compensation factor: 1 for even sampling, 0.81 for side views alone. */
  readonly factor: number;
  /** Part of the directions that no slice passes. */
  readonly unseen: number;
}

/** Slices are one node thick: at a radius of r nodes, one direction in 2 r lies in a slice. Few views are looked at nearer in. */
const [leastRadius, mostRadius, slicesWanted] = [5, 50, 50];
/** Slices through a direction that the factor is told for, on average: 10,000 views at the greatest radius. */
const usualSlices = 100;
/** Sides of cells: of the directions asked for, and of those that views are counted in. */
const [sampleRad, viewRad] = [0.05, 0.011];

/**
 * The sampling compensation factor of views (their rotations, 9 numbers each, r_image = rotation r_map), under all
 * rotations of a group: 1 / (mean of S times mean of 1 / S) over all directions, with S the slices that pass a direction
 * (Baldwin and Lyumkis 2020, Prog. Biophys. Mol. Biol. 150, 160), scaled to a mean of 100. A direction that less than one of
 * these passes counts as seen by one, so that the factor stays above 0 (as theirs with a star: 2021, Prog. Biophys. Mol. Biol.
 * 160, 53).
 */
export function sampleFourier(rotations: Float32Array, group: readonly Matrix3[]): FourierSampling {
  const views = countViews(rotations, group, createSphereCells(viewRad, { isHalf: true }));
  const seen = Array.from(views.counts.keys()).filter((cell) => (views.counts[cell] ?? 0) > 0);
  const cells = createSphereCells(sampleRad, { isHalf: true });
  const slices = (rotations.length / 9) * group.length;
  const limit = 1 / (2 * Math.min(mostRadius, Math.max(leastRadius, slices / (2 * slicesWanted))));
  const density = new Float64Array(cells.directions.length / 3);
  const { directions } = views.cells;
  for (let i = 0; i < density.length; i++) {
    const [x = 0, y = 0, z = 0] = cells.directions.subarray(3 * i, 3 * i + 3);
    let passing = 0;
    for (const cell of seen) {
      const at = 3 * cell;
      const along = x * (directions[at] ?? 0) + y * (directions[at + 1] ?? 0) + z * (directions[at + 2] ?? 0);
      if (along < limit && along > -limit) passing += views.counts[cell] ?? 0;
    }
    density[i] = passing;
  }
  const mean = density.reduce((sum, value) => sum + value, 0) / density.length;
  density.forEach((value, i) => (density[i] = mean > 0 ? value / mean : 0));
  const inverse = density.reduce((sum, value) => sum + 1 / Math.max(1 / usualSlices, value), 0) / density.length;
  const unseen = density.filter((value) => value === 0).length / density.length;
  return { cells, density, factor: 1 / inverse, unseen };
}

/** How many views, under all rotations of a group, look along each cell of a sphere. */
export function countViews(
  rotations: Float32Array,
  group: readonly Matrix3[],
  cells: SphereCells,
): { cells: SphereCells; counts: Float64Array } {
  const counts = new Float64Array(cells.directions.length / 3);
  for (let i = 0; i < rotations.length; i += 9) {
    const [x = 0, y = 0, z = 0] = rotations.subarray(i + 6, i + 9);
    for (const g of group) {
      // The third row of the rotation times g.
      const cell = cells.find(
        x * g[0] + y * g[3] + z * g[6],
        x * g[1] + y * g[4] + z * g[7],
        x * g[2] + y * g[5] + z * g[8],
      );
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return { cells, counts };
}
