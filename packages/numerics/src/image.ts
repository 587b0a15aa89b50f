/**
 * Arrays with their shapes. Row-major, x fastest: pixel (y, x) is `data[y * width + x]`, and row 0 is
 * the first row of an MRC section (docs/conventions.md).
 */

export interface Image {
  readonly height: number;
  readonly width: number;
  /** height * width values. */
  readonly data: Float32Array;
}

/** Images of one size, one after the other. */
export interface Stack {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** count * height * width values. */
  readonly data: Float32Array;
}

export interface Volume {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
  /** depth * height * width values, (z, y, x). */
  readonly data: Float32Array;
}

export function createImage(
  height: number,
  width: number,
  data: Float32Array = new Float32Array(height * width),
): Image {
  if (data.length !== height * width) {
    throw new RangeError(`an image of ${height} x ${width} needs ${height * width} values, not ${data.length}`);
  }
  return { height, width, data };
}

/** Image `index` of a stack, sharing its memory. */
export function imageOfStack(stack: Stack, index: number): Image {
  const area = stack.height * stack.width;
  return createImage(stack.height, stack.width, stack.data.subarray(index * area, (index + 1) * area));
}
