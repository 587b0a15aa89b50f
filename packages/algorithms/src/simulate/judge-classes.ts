import { imagesToRings, projectAtoms, ringsToOrders, searchRings, type Stack } from '@vitreous/numerics';
import { anglesFor, layOutRings, mostRings } from '../class2d/ring-layout.js';
import { correlateOnRings, resolutionOf } from '../class2d/ring-correlation.js';
import { softDisc } from '../class2d/soft-disc.js';
import { particleCurves, type ParticleSettings, type SimulatedView } from './particles.js';
import { multiply, rotationAbout, type Matrix3 } from '../rotation.js';
import type { OpticalSpecimen } from './specimen-optics.js';
import { symmetryRotations } from '../symmetry/point-group.js';

/** How good classes of simulated particles are. */
export interface ClassQuality {
  /** Classes that hold more than 0.5 % of the particles. */
  readonly used: number;
  /** Mean over particles of the median angle between a class's true views and its densest one, degrees. */
  readonly spreadDeg: number;
  /** Mean over particles of the resolution at which their class average agrees to 0.5 with the best true projection. */
  readonly resolutionA: number;
  readonly bestResolutionA: number;
  readonly classes: readonly {
    readonly class: number;
    readonly count: number;
    readonly spreadDeg: number;
    readonly resolutionA: number;
  }[];
}

/** Views closer than this count as one when the densest is looked for. */
const neighbourDeg = 5;
/** Candidate projections lie within this of the densest view, so far apart. */
const [reachDeg, stepDeg] = [7.5, 1.5];
const degree = Math.PI / 180;

type Direction = readonly [number, number, number];

/** Angle between viewing directions, where those that the group or a mirror makes of each other are one. */
function separation(a: Direction, b: Direction, group: readonly Matrix3[]): number {
  let most = 0;
  for (const g of group) {
    const x = g[0] * b[0] + g[1] * b[1] + g[2] * b[2];
    const y = g[3] * b[0] + g[4] * b[1] + g[5] * b[2];
    const z = g[6] * b[0] + g[7] * b[1] + g[8] * b[2];
    most = Math.max(most, Math.abs(a[0] * x + a[1] * y + a[2] * z));
  }
  return Math.acos(Math.min(1, most)) / degree;
}

/** The member with most others near it, and the median angle of all to it. */
export function densestView(
  members: readonly number[],
  directions: readonly Direction[],
  group: readonly Matrix3[],
): { member: number; spreadDeg: number } {
  let best = { member: members[0] ?? 0, near: -1, angles: [] as number[] };
  // A few hundred members tell as well as all which view is densest.
  const tried = members.filter((_, i) => i % Math.ceil(members.length / 300) === 0);
  for (const member of tried) {
    const own = directions[member] ?? [0, 0, 1];
    const angles = members.map((other) => separation(own, directions[other] ?? [0, 0, 1], group));
    const near = angles.filter((angle) => angle < neighbourDeg).length;
    if (near > best.near) best = { member, near, angles };
  }
  best.angles.sort((a, b) => a - b);
  return { member: best.member, spreadDeg: best.angles[Math.floor(best.angles.length / 2)] ?? 0 };
}

/**
 * Judges classes of simulated particles against the truth: `classes` has the class of each particle, -1 for none, and
 * `averages` an image for each class (contrast transfer corrected, bright), within `maskRadiusPx` of its centre.
 */
export async function judgeClasses(
  { classes, averages, maskRadiusPx }: { classes: ArrayLike<number>; averages: Stack; maskRadiusPx: number },
  {
    views,
    settings,
    specimen,
    symmetry,
  }: {
    views: readonly Pick<SimulatedView, 'rotation' | 'shiftPx'>[];
    settings: ParticleSettings;
    specimen: OpticalSpecimen;
    symmetry: string;
  },
  { threads = 1 } = {},
): Promise<ClassQuality> {
  const group = symmetryRotations(symmetry);
  const directions = views.map(({ rotation }): Direction => [rotation[6], rotation[7], rotation[8]]);
  const members = Array.from({ length: averages.count }, (_, k) =>
    views.flatMap((_view, i) => (classes[i] === k ? [i] : [])),
  );
  const judged: { class: number; count: number; spreadDeg: number; resolutionA: number }[] = [];
  const area = averages.height * averages.width;
  for (const [k, own] of members.entries()) {
    if (own.length <= 0.005 * views.length) continue;
    const { member, spreadDeg } = densestView(own, directions, group);
    const view = views[member];
    if (view === undefined) continue;
    const average = averages.data.subarray(k * area, (k + 1) * area);
    const resolutionA = await compareWithProjections(average, view.rotation, {
      settings,
      specimen,
      maskRadiusPx,
      threads,
    });
    judged.push({ class: k, count: own.length, spreadDeg, resolutionA });
  }
  const total = judged.reduce((sum, { count }) => sum + count, 0);
  const mean = (of: 'spreadDeg' | 'resolutionA'): number =>
    judged.reduce((sum, one) => sum + one.count * one[of], 0) / total;
  return {
    used: judged.length,
    spreadDeg: mean('spreadDeg'),
    resolutionA: mean('resolutionA'),
    bestResolutionA: Math.min(...judged.map((one) => one.resolutionA)),
    classes: judged,
  };
}

/** Resolution to which an average agrees with the best of the true projections about a view and its opposite. */
async function compareWithProjections(
  average: Float32Array,
  about: Matrix3,
  given: { settings: ParticleSettings; specimen: OpticalSpecimen; maskRadiusPx: number; threads: number },
): Promise<number> {
  const { settings, specimen, maskRadiusPx, threads } = given;
  const { boxPx, pixelSizeA } = settings;
  const shiftPx = 4;
  const layout = layOutRings({ boxPx, rings: mostRings(boxPx), referenceRadiusPx: maskRadiusPx + 5, shiftPx });
  const window = softDisc(boxPx, maskRadiusPx, 5);
  const optics = { sizePx: boxPx, pixelSizeA, curves: [particleCurves(settings, specimen)] };
  const project = async (
    views: readonly { rotation: Matrix3; shiftPx: readonly [number, number] }[],
    mask: Float32Array,
  ) => {
    const images = await projectAtoms(
      specimen.atoms,
      optics,
      views.map((view) => ({ ...view, aberration: null })),
      { threads },
    );
    return ringsToOrders(await imagesToRings(images, views.length, mask, layout, { threads }), views.length, layout);
  };
  const opposite = multiply(rotationAbout([1, 0, 0], Math.PI), about);
  const candidates = [about, opposite].flatMap((middle) => tiltsAbout(middle));
  const references = await project(
    candidates.map((rotation) => ({ rotation, shiftPx: [0, 0] as const })),
    window,
  );
  const length = references.length / candidates.length;
  const samples = await imagesToRings(average, 1, window, layout, { threads });
  const own = await ringsToOrders(samples, 1, layout);
  // All of one strength on each ring, so that the best product is the best correlation.
  candidates.forEach((_, i) => {
    whiten(references.subarray(i * length, (i + 1) * length), layout.orders);
  });
  const search = async (centre: readonly [number, number], span: number, fine: number) => {
    const line = Array.from({ length: 2 * Math.round(span / fine) + 1 }, (_, i) => i * fine - span);
    const offsets = Float32Array.from(line.flatMap((y) => line.flatMap((x) => [x, y])));
    return searchRings(
      {
        layout,
        samples,
        stride: samples.length / 2,
        angles: 2 * anglesFor(Math.max(...layout.orders)),
        aberrations: [{ constant: 0.5, xx: 0, xy: 0, yy: 0, fourth: 0 }],
        pixelSizeA,
        centres: Float32Array.from(centre),
        offsets,
        shiftPriors: new Float32Array(offsets.length / 2),
        references,
        classPriors: new Float32Array(candidates.length),
        inverseNoise: new Float32Array(layout.orders.length).fill(1),
        sharpness: 1,
        halves: new Uint8Array(1),
      },
      { threads },
    );
  };
  const coarse = await search([0, 0], shiftPx, 1);
  const found = await search([coarse.best.shiftPx[0] ?? 0, coarse.best.shiftPx[1] ?? 0], 0.75, 0.25);
  const [angle = 0, x = 0, y = 0] = [found.best.angleRad[0], found.best.shiftPx[0], found.best.shiftPx[1]];
  const turned = multiply(rotationAbout([0, 0, 1], angle), candidates[found.best.classes[0] ?? 0] ?? about);
  const truth = await project([{ rotation: turned, shiftPx: [x, y] }], window);
  return resolutionOf(correlateOnRings(own, truth, layout), 0.5, boxPx, pixelSizeA);
}

/** Rotations whose views lie on a grid about that of `middle`. */
function tiltsAbout(middle: Matrix3): Matrix3[] {
  const steps = Math.round(reachDeg / stepDeg);
  const line = Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * stepDeg);
  return line.flatMap((x) =>
    line.flatMap((y) => {
      const tilt = Math.hypot(x, y);
      return tilt > reachDeg + 1e-9 ? [] : [multiply(rotationAbout([x, y, 0], tilt * degree), middle)];
    }),
  );
}

/** Mean of |X|² along each ring, from angular orders. */
function powerOnRings(orders: Float32Array, counts: readonly number[]): Float64Array {
  const all = orders.length / 2;
  let at = 0;
  return Float64Array.from(counts, (count) => {
    let sum = 0;
    for (let m = 0; m < count; m++, at++) {
      sum += (m === 0 ? 1 : 2) * ((orders[at] ?? 0) ** 2 + (orders[all + at] ?? 0) ** 2);
    }
    return sum;
  });
}

/** Makes the power of every ring 1, so that each frequency counts alike. */
function whiten(orders: Float32Array, counts: readonly number[]): void {
  const powers = powerOnRings(orders, counts);
  const all = orders.length / 2;
  let at = 0;
  counts.forEach((count, ring) => {
    const scale = (powers[ring] ?? 0) > 0 ? 1 / Math.sqrt(powers[ring] ?? 1) : 0;
    for (let m = 0; m < count; m++, at++) {
      orders[at] = scale * (orders[at] ?? 0);
      orders[all + at] = scale * (orders[all + at] ?? 0);
    }
  });
}
