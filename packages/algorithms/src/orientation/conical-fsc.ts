import { forwardReal } from '@vitreous/numerics';
import { correlateShells, crossingOf } from '../fsc/shells.js';
import { createSphereCells, type SphereCells } from './sphere-cells.js';

/** Correlations of two half maps in cones about many directions. */
export interface ConicalFsc {
  /** Half of the cones' angle. */
  readonly halfAngleRad: number;
  /** The cones' axes: opposite ones are one. */
  readonly cones: SphereCells;
  /** (cones, shells): correlation on shells of radius 0 .. floor(n / 2). */
  readonly curves: Float64Array;
  readonly shells: number;
  /** Area under each cone's curve up to where it falls below 0.143, shells. */
  readonly areas: Float64Array;
  /** Shell at which each falls below 0.143. */
  readonly crossings: Float64Array;
  /** Least over greatest area: 1 where all directions are alike. */
  readonly areaRatio: number;
}

/** Sides of the cells that Fourier space is gathered in, and of those that hold one cone's axis each. */
const [gatherRad, coneRad] = [0.04, 0.12];
const threshold = 0.143;
/** Further in a cone holds too few nodes to tell anything: there all directions count together. */
const firstShell = 5;

/**
 * The correlation of two (masked) half maps of n³ voxels in cones about all directions (Tan et al. 2017, Nature Methods 14,
 * 793), and how unlike the directions are: the least area under a cone's curve over the greatest.
 */
export async function measureCones(
  [first, second]: readonly [Float32Array, Float32Array],
  { halfAngleRad }: { halfAngleRad: number },
  { threads = 1 }: { threads?: number } = {},
): Promise<ConicalFsc> {
  const n = Math.round(Math.cbrt(first.length));
  const shape = [n, n, n];
  const a = await forwardReal(first, shape, { threads });
  const b = await forwardReal(second, shape, { threads });
  const shells = Math.floor(n / 2) + 1;
  const whole = correlateShells(a, b, n);
  const cells = createSphereCells(gatherRad, { isHalf: true });
  const sums = gatherByDirection(a, b, n, { cells, shells });
  const cones = createSphereCells(coneRad, { isHalf: true });
  const count = cones.directions.length / 3;
  const curves = new Float64Array(count * shells);
  const limit = Math.cos(halfAngleRad);
  const total = new Float64Array(3 * shells);
  for (let cone = 0; cone < count; cone++) {
    total.fill(0);
    const [x = 0, y = 0, z = 0] = cones.directions.subarray(3 * cone, 3 * cone + 3);
    for (let cell = 0; 3 * cell < cells.directions.length; cell++) {
      const [cx = 0, cy = 0, cz = 0] = cells.directions.subarray(3 * cell, 3 * cell + 3);
      if (Math.abs(x * cx + y * cy + z * cz) < limit) continue;
      const start = 3 * cell * shells;
      for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + (sums[start + i] ?? 0);
    }
    for (let shell = 0; shell < shells; shell++) {
      const [product = 0, one = 0, other = 0] = total.subarray(3 * shell, 3 * shell + 3);
      const own = one * other > 0 ? product / Math.sqrt(one * other) : 0;
      curves[cone * shells + shell] = shell < firstShell ? (whole[shell] ?? 0) : own;
    }
  }
  const each = Array.from({ length: count }, (_, cone) => curves.subarray(cone * shells, (cone + 1) * shells));
  const crossings = Float64Array.from(each, (curve) => crossingOf(curve, threshold));
  const areas = Float64Array.from(each, (curve, cone) => areaUnder(curve, crossings[cone] ?? 0));
  const [least, greatest] = [areas.reduce((m, v) => Math.min(m, v)), areas.reduce((m, v) => Math.max(m, v))];
  return { halfAngleRad, cones, curves, shells, areas, crossings, areaRatio: greatest > 0 ? least / greatest : 0 };
}

/** Sums over the nodes in each cell and shell of a b*, |a|² and |b|²: (cells, shells, 3). */
function gatherByDirection(
  a: Float32Array,
  b: Float32Array,
  n: number,
  { cells, shells }: { cells: SphereCells; shells: number },
): Float64Array {
  const sums = new Float64Array(cells.directions.length * shells);
  const half = Math.floor(n / 2) + 1;
  const signed = (index: number): number => (2 * index < n ? index : index - n);
  let at = 0;
  for (let iz = 0; iz < n; iz++) {
    const z = signed(iz);
    for (let iy = 0; iy < n; iy++) {
      const y = signed(iy);
      for (let x = 0; x < half; x++, at++) {
        const shell = Math.round(Math.sqrt(x * x + y * y + z * z));
        if (shell === 0 || shell >= shells) continue;
        const weight = x === 0 || 2 * x === n ? 1 : 2;
        const into = 3 * (cells.find(x, y, z) * shells + shell);
        const [ar, ai, br, bi] = [a[2 * at] ?? 0, a[2 * at + 1] ?? 0, b[2 * at] ?? 0, b[2 * at + 1] ?? 0];
        sums[into] = (sums[into] ?? 0) + weight * (ar * br + ai * bi);
        sums[into + 1] = (sums[into + 1] ?? 0) + weight * (ar * ar + ai * ai);
        sums[into + 2] = (sums[into + 2] ?? 0) + weight * (br * br + bi * bi);
      }
    }
  }
  return sums;
}

/** Area under a curve from shell 0 to `end`, by trapezia. */
function areaUnder(curve: Float64Array, end: number): number {
  let area = 0;
  for (let shell = 1; shell <= Math.ceil(end); shell++) {
    const width = Math.min(1, end - (shell - 1));
    const before = shell === 1 ? 1 : (curve[shell - 1] ?? 0);
    const after = before + width * ((curve[shell] ?? 0) - before);
    area += (width * (before + after)) / 2;
  }
  return area;
}
