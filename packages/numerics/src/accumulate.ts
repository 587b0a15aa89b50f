import { createImage, type Image } from './image.js';
import type { MovieStack } from './movie-stack.js';
import { native } from './native.js';

/** [height, width] */
export type Shape2 = readonly [number, number];

/** How images become weighted sums in Fourier space. */
export interface Combination {
  /** For each output and image, factors at equal steps of frequency from 0 to `curveEnd` cycles a pixel. */
  readonly curves: readonly (readonly Float32Array[])[];
  readonly curveEnd: number;
  /** Factors along both axes, at equal steps from 0 to half a cycle a pixel. */
  readonly axis: Float32Array;
  /** Shape the images are enlarged to, mirrored at their far edges, before the transform. */
  readonly padded: Shape2;
  /** Shape the enlarged sum is Fourier cropped to. */
  readonly cropped: Shape2;
  /** Rows and columns of that which are kept. */
  readonly kept: Shape2;
}

/**
 * For each output the sum over the float images in `stack` of their transforms times their curves, times the
 * axis factors at both frequencies, cropped and transformed back. Values keep their scale.
 */
export async function combineImages(
  stack: MovieStack,
  combination: Combination,
  { threads = 1 }: { threads?: number } = {},
): Promise<Image[]> {
  const { curves, curveEnd, axis, padded, cropped, kept } = combination;
  const length = curves[0]?.[0]?.length ?? 0;
  const flat = new Float32Array(curves.length * stack.frames * length);
  curves.flat().forEach((curve, index) => {
    flat.set(curve, index * length);
  });
  const shapes = [...padded, ...cropped, ...kept];
  const images = await native.combineImages(stack.handle, flat, length, curveEnd, axis, shapes, threads);
  return images.map((data) => createImage(kept[0], kept[1], data));
}
