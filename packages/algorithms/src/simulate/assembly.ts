import { createRandom, type Random } from '@vitreous/numerics';
import { buildSegment, type Point, type SegmentAtom } from './residues.js';
import { multiply, randomRotation, rotationAbout, type Matrix3 } from '../rotation.js';
import type { Specimen } from './specimen.js';
import { symmetryRotations } from '../symmetry/point-group.js';

export interface AssemblySettings {
  /** Cn, Dn, T or O; Cn and Dn make a barrel about z, T, O and C1 a ball. */
  readonly symmetry: string;
  readonly massKda: number;
  readonly seed: number;
}

/** Mean mass of a residue, with its hydrogens, after side chains that clash are left out. */
const residueDa = 82;
/** Room for each residue, Å³: as many at random leave two thirds of it to water. */
const roomA3 = 280;
/** Alpha carbons of neighbouring segments come no closer. */
const alphaDistanceA = 5.2;
/** Side-chain atoms that come closer to others are left out. */
const atomDistanceA = 2.4;

/**
 * A symmetric assembly of ideal helices and hairpin sheets with side chains, packed at random without clashes until
 * the mass is reached (or no more fit): an object with detail to atomic resolution and no one's structure.
 */
export function createAssembly({ symmetry, massKda, seed }: AssemblySettings): Specimen {
  const rotations = symmetryRotations(symmetry);
  const random = createRandom(seed);
  const wanted = Math.round((massKda * 1000) / residueDa / rotations.length);
  const region = createRegion(symmetry, wanted * rotations.length * roomA3, random);
  const [alphas, all] = [createCloud(alphaDistanceA), createCloud(atomDistanceA)];
  const kept: SegmentAtom[] = [];
  let residues = 0;
  for (let attempt = 0; residues < wanted && attempt < 60 * wanted; attempt++) {
    const piece = choosePiece(Math.min(24, wanted - residues), attempt / (60 * wanted), random);
    const [turn, by] = [orient(region, random), region.draw(random)];
    const place = (point: Point): Point => add(apply(turn, point), by);
    if (!piece.alphas.every((point) => region.holds(place(point)))) continue;
    const backbone = piece.alphas.map(place);
    if (!fits(backbone, rotations, alphas)) continue;
    residues += backbone.length;
    for (const atom of piece.build(random).map((bare) => ({ ...bare, place: place(bare.place) }))) {
      const copies = rotations.map((rotation) => apply(rotation, atom.place));
      if (atom.isSide && (all.isNear(atom.place) || isNearItself(copies, atomDistanceA))) continue;
      kept.push(atom);
      for (const copy of copies) {
        all.add(copy);
        if (atom.isAlpha) alphas.add(copy);
      }
    }
  }
  const positions = rotations.flatMap((rotation) => kept.flatMap(({ place }) => [...apply(rotation, place)]));
  const elements = rotations.flatMap(() => kept.map(({ element }) => element));
  return { positions: Float32Array.from(positions), elements, symmetry };
}

/** A rigid piece: where its alpha carbons are, and how to build all of it with fresh side chains. */
interface Piece {
  readonly alphas: readonly Point[];
  build(random: Random): SegmentAtom[];
}

const pieces = new Map<string, Piece>();

/** A helix of up to `most` residues, or two strands side by side; shorter the later it is tried. */
function choosePiece(most: number, late: number, random: Random): Piece {
  const longest = Math.max(6, Math.round(most * (1 - 0.7 * late)));
  const isHelix = random.uniform() < 0.7;
  const length = isHelix
    ? Math.min(longest, 8 + random.integer(15))
    : Math.min(Math.ceil(longest / 2), 4 + random.integer(4));
  const name = `${isHelix ? 'helix' : 'strands'} ${length}`;
  const known = pieces.get(name);
  if (known !== undefined) return known;
  const build = (from: Random): SegmentAtom[] =>
    isHelix ? buildSegment('helix', length, from) : buildHairpin(length, from);
  const alphas = build(createRandom(0)).filter(({ isAlpha }) => isAlpha);
  const piece = { alphas: alphas.map(({ place }) => place), build };
  pieces.set(name, piece);
  return piece;
}

function buildHairpin(length: number, random: Random): SegmentAtom[] {
  const over = rotationAbout([1, 0, 0], Math.PI);
  const strands = [buildSegment('strand', length, random), buildSegment('strand', length, random)] as const;
  return [
    ...strands[0].map((atom) => ({ ...atom, place: add(atom.place, [-2.4, 0, 0]) })),
    ...strands[1].map((atom) => ({ ...atom, place: add(apply(over, atom.place), [2.4, 0, 0]) })),
  ];
}

interface Region {
  /** A place in one asymmetric unit, roughly. */
  draw(random: Random): Point;
  holds(place: Point): boolean;
  /** Barrels are wound of segments that lie within their wall. */
  readonly isBarrel: boolean;
}

/** The room that `volumeA3` of packed residues take: a barrel about z, or a lumpy ball. */
function createRegion(symmetry: string, volumeA3: number, random: Random): Region {
  if (/^[CD]([2-9]|\d\d)$/i.test(symmetry)) return createBarrel(symmetry, volumeA3);
  const hollow = /^([TO]|I[12]?)$/i.test(symmetry) ? 0.5 : 0;
  const radius = ((3 * volumeA3) / (4 * Math.PI * (1 - hollow ** 3))) ** (1 / 3);
  // Without symmetry, lumps and a bite make every view its own.
  const lumps = symmetry.toUpperCase() === 'C1' ? Array.from({ length: 4 }, () => spherePoint(random)) : [];
  const holds = (place: Point): boolean => {
    const length = Math.hypot(...place);
    const along = (lump: Point): number =>
      (place[0] * lump[0] + place[1] * lump[1] + place[2] * lump[2]) / Math.max(1e-6, length);
    const swell = lumps.reduce((sum, lump, i) => sum + (i === 0 ? -0.35 : 0.3) * Math.max(0, along(lump)) ** 3, 1);
    return length <= radius * swell && length >= radius * hollow;
  };
  const draw = (from: Random): Point => {
    const [x, y, z] = spherePoint(from);
    const length = 1.3 * radius * from.uniform() ** (1 / 3);
    return [x * length, y * length, z * length];
  };
  return { draw, holds, isBarrel: false };
}

/** Height and outer diameter equal, inner radius 0.3 of the outer one, a waist and ridges between the subunits. */
function createBarrel(symmetry: string, volumeA3: number): Region {
  const fold = Number(symmetry.slice(1));
  const outer = (volumeA3 / (2 * Math.PI * (1 - 0.3 ** 2))) ** (1 / 3);
  const holds = ([x, y, z]: Point): boolean => {
    const [radius, up] = [Math.hypot(x, y), Math.abs(z) / outer];
    const ridge = 0.05 * Math.cos(fold * Math.atan2(y, x)) * (up > 0.5 ? 1 : -1);
    const wall = outer * (1 + ridge - 0.12 * Math.cos(2 * Math.PI * up));
    return up <= 1 && radius <= wall && radius >= outer * (0.3 - 0.1 * Math.cos(2 * Math.PI * up));
  };
  const draw = (random: Random): Point => {
    const angle = ((2 * Math.PI) / fold) * random.uniform();
    const radius = outer * Math.sqrt(0.04 + 1.3 * random.uniform());
    return [radius * Math.cos(angle), radius * Math.sin(angle), outer * (2 * random.uniform() - 1)];
  };
  return { draw, holds, isBarrel: true };
}

function spherePoint(random: Random): Point {
  const [z, angle] = [2 * random.uniform() - 1, 2 * Math.PI * random.uniform()];
  const across = Math.sqrt(1 - z * z);
  return [across * Math.cos(angle), across * Math.sin(angle), z];
}

function orient(region: Region, random: Random): Matrix3 {
  if (!region.isBarrel || random.uniform() < 0.3) return randomRotation(random);
  // Mostly upright, leaning by some tens of degrees: long segments pack side by side in the wall.
  const lean = rotationAbout(
    [Math.cos(6.3 * random.uniform()), Math.sin(6.3 * random.uniform()), 0],
    0.35 * random.normal(),
  );
  return multiply(lean, rotationAbout([0, 0, 1], 2 * Math.PI * random.uniform()));
}

function apply(m: Matrix3, [x, y, z]: Point): Point {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
}

const add = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

function isNearItself([own, ...copies]: readonly Point[], least: number): boolean {
  return own !== undefined && copies.some((copy) => distance(own, copy) < least);
}

/** Whether a new segment stays clear of all that is there and of its own symmetric copies. */
function fits(backbone: readonly Point[], rotations: readonly Matrix3[], alphas: Cloud): boolean {
  if (backbone.some((place) => alphas.isNear(place))) return false;
  return rotations
    .slice(1)
    .every((rotation) =>
      backbone
        .map((place) => apply(rotation, place))
        .every((copy) => backbone.every((place) => distance(copy, place) >= alphaDistanceA)),
    );
}

interface Cloud {
  add(place: Point): void;
  isNear(place: Point): boolean;
}

/** Points that can be asked whether any is closer than `least`, kept in cells of that size. */
function createCloud(least: number): Cloud {
  const cells = new Map<number, Point[]>();
  const at = (value: number): number => Math.floor(value / least) + 512;
  return {
    add(place) {
      const key = (at(place[0]) * 1024 + at(place[1])) * 1024 + at(place[2]);
      const cell = cells.get(key);
      if (cell === undefined) cells.set(key, [place]);
      else cell.push(place);
    },
    isNear(place) {
      const [i, j, k] = [at(place[0]), at(place[1]), at(place[2])];
      for (let cell = 0; cell < 27; cell++) {
        const [di, dj, dk] = [(cell % 3) - 1, (Math.floor(cell / 3) % 3) - 1, Math.floor(cell / 9) - 1];
        const points = cells.get(((i + di) * 1024 + j + dj) * 1024 + k + dk) ?? [];
        if (points.some((point) => distance(point, place) < least)) return true;
      }
      return false;
    },
  };
}
