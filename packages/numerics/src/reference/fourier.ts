/** Slow twins of the kernel's transforms: the sums as they are defined, in double precision. */

/** Complex transform of one array of `shape`, pairs in, pairs out; the inverse divides by the number of points. */
export function discreteFourierTransform(
  input: ArrayLike<number>,
  shape: readonly number[],
  inverse = false,
): Float64Array {
  let data: Float64Array = Float64Array.from(input);
  shape.forEach((_, axis) => {
    data = transformAxis(data, shape, axis, inverse);
  });
  return data;
}

function transformAxis(data: Float64Array, shape: readonly number[], axis: number, inverse: boolean): Float64Array {
  const length = shape[axis] ?? 1;
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const scale = inverse ? 1 / length : 1;
  const output = new Float64Array(data.length);
  for (let index = 0; index < data.length / 2; index++) {
    const k = Math.floor(index / stride) % length;
    const first = index - k * stride;
    let re = 0;
    let im = 0;
    for (let j = 0; j < length; j++) {
      const angle = ((inverse ? 2 : -2) * Math.PI * ((j * k) % length)) / length;
      const [a, b] = [data[2 * (first + j * stride)] ?? 0, data[2 * (first + j * stride) + 1] ?? 0];
      re += a * Math.cos(angle) - b * Math.sin(angle);
      im += a * Math.sin(angle) + b * Math.cos(angle);
    }
    output[2 * index] = re * scale;
    output[2 * index + 1] = im * scale;
  }
  return output;
}

/** Half spectrum (.., nx / 2 + 1) of one real array of `shape`. */
export function discreteHalfSpectrum(input: ArrayLike<number>, shape: readonly number[]): Float64Array {
  const pairs = new Float64Array(2 * input.length);
  for (let i = 0; i < input.length; i++) pairs[2 * i] = input[i] ?? 0;
  const full = discreteFourierTransform(pairs, shape);
  const nx = shape.at(-1) ?? 1;
  const half = Math.floor(nx / 2) + 1;
  const rows = input.length / nx;
  const output = new Float64Array(2 * rows * half);
  for (let row = 0; row < rows; row++) {
    output.set(full.subarray(2 * row * nx, 2 * (row * nx + half)), 2 * row * half);
  }
  return output;
}
