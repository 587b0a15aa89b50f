import type { Random } from '@vitreous/numerics';

/** Atoms of protein segments of ideal geometry, built from bond lengths, angles and torsions. */

export type Point = readonly [number, number, number];

export interface SegmentAtom {
  readonly element: string;
  readonly place: Point;
  /** Alpha carbons tell whether segments fit beside each other. */
  readonly isAlpha: boolean;
  /** Side-chain atoms may be left out where they would clash. */
  readonly isSide: boolean;
}

const degree = Math.PI / 180;

/** Torsions of the backbone (Ramachandran): Arnott and Dover's alpha helix, an antiparallel strand. */
export const backboneTorsions = {
  helix: { phi: -57 * degree, psi: -47 * degree },
  strand: { phi: -120 * degree, psi: 120 * degree },
} as const;

const subtract = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Point): Point => {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
};

/** The atom `bond` Å from c, at `angle` to b - c, turned by `torsion` about b - c against a. */
function attach(a: Point, b: Point, c: Point, bond: number, angle: number, torsion: number): Point {
  const along = unit(subtract(c, b));
  const normal = unit(cross(subtract(b, a), along));
  const side = cross(normal, along);
  const [x, y, z] = [
    -bond * Math.cos(angle),
    bond * Math.sin(angle) * Math.cos(torsion),
    bond * Math.sin(angle) * Math.sin(torsion),
  ];
  const at = (i: 0 | 1 | 2): number => c[i] + x * along[i] + y * side[i] + z * normal[i];
  return [at(0), at(1), at(2)];
}

/** A side-chain atom: its element, the three atoms it is built on, bond (Å), angle and torsion (degrees, or a rotamer). */
type SideStep = readonly [
  name: string,
  element: string,
  from: readonly [string, string, string],
  bond: number,
  angle: number,
  torsion: number | 'rotamer' | 'opposite' | 'same',
];

const beta: SideStep = ['CB', 'C', ['C', 'N', 'CA'], 1.53, 110.5, -122.6];
const gamma = (element: string): SideStep => [`${element}G`, element, ['N', 'CA', 'CB'], 1.52, 113, 'rotamer'];
const forked = (element: string, from: readonly [string, string, string]): SideStep[] => [
  ['X1', element, from, 1.4, 119, 'rotamer'],
  ['X2', element, from, 1.4, 119, 'opposite'],
];

/** Nine kinds of side chains stand for the twenty; together they have protein's mean composition. */
const sideChains: readonly (readonly SideStep[])[] = [
  [],
  [beta],
  [beta, ['OG', 'O', ['N', 'CA', 'CB'], 1.42, 111, 'rotamer']],
  [beta, gamma('C'), ['CG2', 'C', ['N', 'CA', 'CB'], 1.52, 111, 'opposite']],
  [beta, gamma('C'), ...forked('C', ['CA', 'CB', 'CG'])],
  [beta, gamma('C'), ...forked('O', ['CA', 'CB', 'CG'])],
  [beta, gamma('C'), ['CD', 'C', ['CA', 'CB', 'CG'], 1.52, 113, 'rotamer'], ...forked('O', ['CB', 'CG', 'CD'])],
  [
    beta,
    gamma('C'),
    ['CD', 'C', ['CA', 'CB', 'CG'], 1.52, 112, 'rotamer'],
    ['CE', 'C', ['CB', 'CG', 'CD'], 1.52, 112, 180],
    ['NZ', 'N', ['CG', 'CD', 'CE'], 1.49, 112, 180],
  ],
  [
    beta,
    gamma('C'),
    ['CD1', 'C', ['CA', 'CB', 'CG'], 1.39, 120, 'rotamer'],
    ['CE1', 'C', ['CB', 'CG', 'CD1'], 1.39, 120, 180],
    ['CZ', 'C', ['CG', 'CD1', 'CE1'], 1.39, 120, 0],
    ['CE2', 'C', ['CD1', 'CE1', 'CZ'], 1.39, 120, 0],
    ['CD2', 'C', ['CE1', 'CZ', 'CE2'], 1.39, 120, 0],
  ],
];

const rotamers = [-60, 60, 180] as const;

/** A segment of `length` residues with random side chains, its middle at the origin and its axis along z. */
export function buildSegment(kind: keyof typeof backboneTorsions, length: number, random: Random): SegmentAtom[] {
  const { phi, psi } = backboneTorsions[kind];
  const atoms: SegmentAtom[] = [];
  const add = (element: string, place: Point, isAlpha: boolean, isSide: boolean): void => {
    atoms.push({ element, place, isAlpha, isSide });
  };
  let n: Point = [0, 0, 0];
  let alpha: Point = [1.458, 0, 0];
  let c: Point = attach([0, 1, 0], n, alpha, 1.525, 111 * degree, phi);
  for (let residue = 0; residue < length; residue++) {
    const nextN = attach(n, alpha, c, 1.329, 117.2 * degree, psi);
    add('N', n, false, false);
    add('C', alpha, true, false);
    add('C', c, false, false);
    add('O', attach(n, alpha, c, 1.231, 120.1 * degree, psi + Math.PI), false, false);
    addSideChain(
      new Map([
        ['N', n],
        ['CA', alpha],
        ['C', c],
      ]),
      random,
      add,
    );
    const nextAlpha = attach(alpha, c, nextN, 1.458, 121.7 * degree, Math.PI);
    const nextC = attach(c, nextN, nextAlpha, 1.525, 111 * degree, phi);
    [n, alpha, c] = [nextN, nextAlpha, nextC];
  }
  return alignAlongZ(atoms);
}

function addSideChain(
  known: Map<string, Point>,
  random: Random,
  add: (element: string, place: Point, isAlpha: boolean, isSide: boolean) => void,
): void {
  const steps = sideChains[random.integer(sideChains.length)] ?? [];
  let turn = 180;
  for (const [name, element, from, bond, angle, torsion] of steps) {
    const [a, b, d] = from.map((atom) => known.get(atom));
    if (a === undefined || b === undefined || d === undefined) throw new RangeError(`no atom before ${name}`);
    if (torsion === 'rotamer') turn = rotamers[random.integer(3)] ?? 180;
    const degrees = torsion === 'rotamer' || torsion === 'same' ? turn : torsion === 'opposite' ? turn + 180 : torsion;
    const place = attach(a, b, d, bond, angle * degree, degrees * degree);
    known.set(name, place);
    add(element, place, false, name !== 'CB');
  }
}

/** Moves the middle of the alpha carbons to the origin and turns their long axis onto z. */
function alignAlongZ(atoms: readonly SegmentAtom[]): SegmentAtom[] {
  const alphas = atoms.filter(({ isAlpha }) => isAlpha).map(({ place }) => place);
  const mean = (points: readonly Point[]): Point => {
    const at = (i: 0 | 1 | 2): number => points.reduce((sum, point) => sum + point[i], 0) / points.length;
    return [at(0), at(1), at(2)];
  };
  const end = Math.max(1, Math.min(4, Math.floor(alphas.length / 2)));
  const z = unit(subtract(mean(alphas.slice(-end)), mean(alphas.slice(0, end))));
  const x = unit(cross(Math.abs(z[0]) < 0.7 ? [1, 0, 0] : [0, 1, 0], z));
  const y = cross(z, x);
  const middle = mean(alphas);
  const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return atoms.map((atom) => {
    const place = subtract(atom.place, middle);
    return { ...atom, place: [dot(place, x), dot(place, y), dot(place, z)] };
  });
}
