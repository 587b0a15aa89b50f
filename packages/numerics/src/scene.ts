import { packAberrations, type Aberration } from './ctf.js';
import { createMovieStack, type MovieStack } from './movie-stack.js';
import { native } from './native.js';
import type { RadialCurve } from './radial-filter.js';

/**
 * A simulated scene: layers of floats, all of one size, that a detector sees added up and displaced.
 * Layers are frames of one `f32` stack; release it when done.
 */
export type Scene = MovieStack;

export function createScene(layers: number, height: number, width: number): Scene {
  return createMovieStack('f32', layers, height, width);
}

/** A slow change from place to place: (rows, columns) values at nodes `spacingPx` apart, bilinear between. */
export interface Relief {
  readonly nodes: Float32Array;
  readonly columns: number;
  readonly spacingPx: number;
}

/** Displacements (rows, columns, 2), x first, in pixels, at nodes `spacingPx` apart from pixel (0, 0) on; bilinear between. */
export interface DisplacementGrid {
  readonly nodes: Float32Array;
  readonly columns: number;
  readonly spacingPx: number;
}

/** Nodes that a relief or a displacement grid needs along an axis of `length` pixels. */
export function countNodes(length: number, spacingPx: number): number {
  return Math.max(2, Math.ceil((length - 1) / spacingPx) + 1);
}

interface Place {
  readonly seed: number;
  /** Numbers of one seed and different streams are independent. */
  readonly stream: number;
}

/** `length` normal numbers (mean 0, deviation 1): number i depends on seed, stream and i alone. */
export function drawNormals(
  length: number,
  { seed, stream }: Place,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.normalField(length, seed, stream, threads);
}

/** Layer `index` becomes normal noise. */
export function fillWithNoise(
  scene: Scene,
  index: number,
  { seed, stream }: Place,
  { threads = 1 }: { threads?: number } = {},
): Promise<void> {
  return native.sceneNoise(scene.handle, index, seed, stream, threads);
}

/** Multiplies the spectrum of layer `index` by `curve` and, when given, by the contrast transfer of `aberration`. */
export function filterLayer(
  scene: Scene,
  index: number,
  curve: RadialCurve,
  aberration: { readonly of: Aberration; readonly pixelSizeA: number } | null,
  { threads = 1 }: { threads?: number } = {},
): Promise<void> {
  const packed = packAberrations(aberration === null ? [] : [aberration.of]);
  return native.sceneFilter(scene.handle, index, curve.values, curve.end, packed, aberration?.pixelSizeA ?? 1, threads);
}

/** Layer `index` becomes (layer + `offset`) times `factor`. */
export function modulateLayer(
  scene: Scene,
  index: number,
  offset: number,
  factor: Relief,
  { threads = 1 }: { threads?: number } = {},
): Promise<void> {
  return native.sceneModulate(scene.handle, index, offset, factor.nodes, factor.columns, factor.spacingPx, threads);
}

/** Adds the first layer of `source`, times `factor`, to layer `index`. */
export function addModulated(
  scene: Scene,
  index: number,
  source: Scene,
  factor: Relief,
  { threads = 1 }: { threads?: number } = {},
): Promise<void> {
  const { nodes, columns, spacingPx } = factor;
  return native.sceneAdd(scene.handle, index, source.handle, nodes, columns, spacingPx, threads);
}

/**
 * Frame `index` of `seen` becomes the layers times `weights`, displaced: its pixel (y, x) shows the place
 * (y + dy, x + dx) of the scene, interpolated by 8 x 8 taps of a windowed sinc. The layers exceed the frame by the
 * same margin on opposite sides. What is more than 0.8 of the Nyquist frequency fades.
 */
export function seeScene(
  scene: Scene,
  weights: Float32Array,
  displacement: DisplacementGrid,
  seen: MovieStack,
  index: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<void> {
  const { nodes, columns, spacingPx } = displacement;
  return native.seeLayers(scene.handle, weights, nodes, columns, spacingPx, seen.handle, index, threads);
}
