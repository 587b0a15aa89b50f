import { packAberrations, type Aberration } from './ctf.js';
import { native } from './native.js';
import type { RadialCurve } from './radial-filter.js';
import type { Scene } from './scene.js';

/** Point atoms: `positions` (atoms, 3) in A about the origin, `weights` (atoms, 2). */
export interface PointAtoms {
  readonly positions: Float32Array;
  readonly weights: Float32Array;
}

/** How views of atoms become images of `sizePx` x `sizePx` pixels. */
export interface ProjectionOptics {
  readonly sizePx: number;
  readonly pixelSizeA: number;
  /**
   * One image is made of a view for each pair of curves: the factors of the first and the second weight.
   * All curves have the same length and end.
   */
  readonly curves: readonly (readonly [RadialCurve, RadialCurve])[];
}

/** An atom at r appears at the first two components of `rotation r` / pixel size + shift from pixel floor(size / 2). */
export interface AtomView {
  /** Row-major 3 x 3. */
  readonly rotation: ArrayLike<number>;
  /** Pixels, x first. */
  readonly shiftPx: readonly [number, number];
  /** Multiplies the image's spectrum by this contrast transfer; null: by 1. All views of a call have one, or none has. */
  readonly aberration: Aberration | null;
}

/** Images (views, curves, size, size), band-limited: the weight times its curve, spread over pixels. */
export function projectAtoms(
  atoms: PointAtoms,
  optics: ProjectionOptics,
  views: readonly AtomView[],
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const { curves, end } = packCurves(optics);
  const { rotations, shifts, aberrations } = packViews(views);
  return native.projectAtoms(
    atoms.positions,
    atoms.weights,
    optics.sizePx,
    optics.pixelSizeA,
    curves,
    optics.curves.length,
    end,
    rotations,
    shifts,
    aberrations,
    threads,
  );
}

/**
 * Adds every view to `scene`: its image of curve c to layer `firstLayer` + c, its central pixel on `centres[view]`
 * (x, y); parts outside the scene are left out.
 */
export function paintAtoms(
  atoms: PointAtoms,
  optics: ProjectionOptics,
  views: readonly AtomView[],
  centres: readonly (readonly [number, number])[],
  scene: Scene,
  firstLayer: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<void> {
  const { curves, end } = packCurves(optics);
  const { rotations, shifts, aberrations } = packViews(views);
  return native.paintAtoms(
    atoms.positions,
    atoms.weights,
    optics.sizePx,
    optics.pixelSizeA,
    curves,
    optics.curves.length,
    end,
    rotations,
    shifts,
    aberrations,
    Int32Array.from(centres.flat()),
    scene.handle,
    firstLayer,
    threads,
  );
}

/**
 * Density of atoms on `sizePx`³ voxels (at most 320 a side), (z, y, x), the origin on voxel floor(size / 2). Summed
 * along z it is what `projectAtoms` makes of the atoms unturned, with the optics' first pair of curves.
 */
export function renderAtoms(
  atoms: PointAtoms,
  { sizePx, pixelSizeA, curves }: ProjectionOptics,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const packed = packCurves({ sizePx, pixelSizeA, curves: curves.slice(0, 1) });
  return native.renderAtoms(atoms.positions, atoms.weights, sizePx, pixelSizeA, packed.curves, packed.end, threads);
}

function packCurves(optics: ProjectionOptics): { curves: Float32Array; end: number } {
  const all = optics.curves.flat();
  const [first] = all;
  if (first === undefined) throw new RangeError('a projection needs curves');
  const samples = first.values.length;
  const curves = new Float32Array(all.length * samples);
  all.forEach(({ values, end }, i) => {
    if (values.length !== samples || end !== first.end) throw new RangeError('curves differ in length or end');
    curves.set(values, i * samples);
  });
  return { curves, end: first.end };
}

function packViews(views: readonly AtomView[]): {
  rotations: Float32Array;
  shifts: Float32Array;
  aberrations: Float64Array;
} {
  return {
    rotations: Float32Array.from(views.flatMap(({ rotation }) => Array.from(rotation))),
    shifts: Float32Array.from(views.flatMap(({ shiftPx }) => shiftPx)),
    aberrations: packAberrations(views.flatMap(({ aberration }) => (aberration === null ? [] : [aberration]))),
  };
}
