import { sampleAt } from './build-surface.js';
import type { MapData } from './map-data.js';

export type Rgb = readonly [red: number, green: number, blue: number];

/** From deep blue over grey to amber, even in lightness to all kinds of eyes. */
const ramp: readonly Rgb[] = [
  [33, 66, 140],
  [74, 122, 176],
  [152, 172, 182],
  [212, 180, 112],
  [224, 142, 38],
];

/** The colour at a place between 0 and 1; beyond them the last ones. */
export function rampColour(share: number): Rgb {
  const place = Math.min(Math.max(share, 0), 1) * (ramp.length - 1);
  const from = Math.min(Math.floor(place), ramp.length - 2);
  const [a, b] = [ramp[from] ?? [0, 0, 0], ramp[from + 1] ?? [0, 0, 0]] as const;
  const mix = (k: 0 | 1 | 2): number => Math.round(a[k] + (b[k] - a[k]) * (place - from));
  return [mix(0), mix(1), mix(2)];
}

/** A colour for each vertex by how far it lies from the middle of the box: the nearest 0, the farthest 1. */
export function coloursByRadius(positions: Float32Array, { size }: MapData): Uint8Array {
  const [x, y, z] = size.map((count) => Math.floor(count / 2)) as [number, number, number];
  return coloursOf(
    vertexValues(positions, (px, py, pz) => Math.hypot(px - x, py - y, pz - z)),
    null,
  );
}

/** The half maps' correlation in cubes of this many voxels to each side. */
const reach = 3;

/** A colour for each vertex by how well two half maps correlate around it, 0.5 and less to 1. */
export function coloursByAgreement(positions: Float32Array, half: MapData, other: MapData): Uint8Array {
  return coloursOf(
    vertexValues(positions, (x, y, z) => correlationAround(half, other, x, y, z)),
    [0.5, 1],
  );
}

/** Pearson's correlation of two maps over a cube about a place; 0 where one of them is even. */
export function correlationAround(a: MapData, b: MapData, x: number, y: number, z: number): number {
  let [n, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
  for (let dz = -reach; dz <= reach; dz++) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [u, v] = [sampleAt(a, x + dx, y + dy, z + dz), sampleAt(b, x + dx, y + dy, z + dz)];
        n++;
        sumA += u;
        sumB += v;
        squaresA += u * u;
        squaresB += v * v;
        products += u * v;
      }
    }
  }
  const spread = Math.sqrt((squaresA - (sumA * sumA) / n) * (squaresB - (sumB * sumB) / n));
  return spread > 0 ? (products - (sumA * sumB) / n) / spread : 0;
}

function vertexValues(positions: Float32Array, at: (x: number, y: number, z: number) => number): Float32Array {
  return Float32Array.from({ length: positions.length / 3 }, (_, i) =>
    at(positions[3 * i] ?? 0, positions[3 * i + 1] ?? 0, positions[3 * i + 2] ?? 0),
  );
}

/** Three bytes for each value, along the ramp between two ends; null for the values' own. */
function coloursOf(values: Float32Array, ends: readonly [number, number] | null): Uint8Array {
  const [low, high] = ends ?? values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  const colours = new Uint8Array(3 * values.length);
  values.forEach((value, i) => colours.set(rampColour((value - low) / (high - low || 1)), 3 * i));
  return colours;
}
