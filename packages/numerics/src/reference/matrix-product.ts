import type { ProductSizes } from '../matrix-product.js';

/** Slow twin of the complex product: pairs in, pairs out. */
export function multiplyComplex(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  { rows, columns, depth, batch = 1 }: ProductSizes,
  scale = 1,
): Float64Array {
  const output = new Float64Array(2 * batch * rows * columns);
  for (let at = 0; at < batch * rows * columns; at++) {
    const item = Math.floor(at / (rows * columns));
    const i = item * rows + (Math.floor(at / columns) % rows);
    const j = item * columns + (at % columns);
    for (let k = 0; k < depth; k++) {
      const [a, b] = [left[2 * (i * depth + k)] ?? 0, left[2 * (i * depth + k) + 1] ?? 0];
      const [c, d] = [right[2 * (j * depth + k)] ?? 0, right[2 * (j * depth + k) + 1] ?? 0];
      output[2 * at] = (output[2 * at] ?? 0) + scale * (a * c + b * d);
      output[2 * at + 1] = (output[2 * at + 1] ?? 0) + scale * (b * c - a * d);
    }
  }
  return output;
}

/** Slow twin of the real product. */
export function multiplyReal(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  { rows, columns, depth, batch = 1 }: ProductSizes,
  scale = 1,
): Float64Array {
  const output = new Float64Array(batch * rows * columns);
  for (let at = 0; at < output.length; at++) {
    const item = Math.floor(at / (rows * columns));
    const i = item * rows + (Math.floor(at / columns) % rows);
    const j = item * columns + (at % columns);
    for (let k = 0; k < depth; k++) {
      output[at] = (output[at] ?? 0) + scale * (left[i * depth + k] ?? 0) * (right[j * depth + k] ?? 0);
    }
  }
  return output;
}
