import { native } from './native.js';

/** Sizes of `batch` products of a left factor of `rows` and a right one of `columns` rows, each row `depth` long. */
export interface ProductSizes {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly batch?: number;
}

/**
 * Inner products of complex rows (pairs), the right one conjugated: entry (i, j) of each (rows, columns) product
 * is `scale` * sum of left(i, k) * conj(right(j, k)).
 */
export function multiplyComplex(
  left: Float32Array,
  right: Float32Array,
  sizes: ProductSizes,
  { scale = 1, threads = 1 }: { scale?: number; threads?: number } = {},
): Promise<Float32Array> {
  const { rows, columns, depth, batch = 1 } = sizes;
  return native.multiplyComplex(left, right, rows, columns, depth, batch, scale, threads);
}

/**
 * Inner products of real rows: entry (i, j) is `scale` * sum of left(i, k) * right(j, k). Given complex rows as
 * pairs, with `depth` twice as long, it is the real part of the complex product at half the cost.
 */
export function multiplyReal(
  left: Float32Array,
  right: Float32Array,
  sizes: ProductSizes,
  { scale = 1, threads = 1 }: { scale?: number; threads?: number } = {},
): Promise<Float32Array> {
  const { rows, columns, depth, batch = 1 } = sizes;
  return native.multiplyReal(left, right, rows, columns, depth, batch, scale, threads);
}
