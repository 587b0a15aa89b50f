import type { Stack } from '../image.js';

/** Slow twin of template matching: every template summed against the image at every pixel. */
export function matchTemplates(
  image: { readonly height: number; readonly width: number; readonly data: ArrayLike<number> },
  templates: Stack,
  radiusPx: number,
): { score: Float64Array; index: Uint32Array; scores: Float64Array[] } {
  const { height, width } = image;
  const size = templates.height;
  const centre = Math.floor(size / 2);
  const scores = Array.from({ length: templates.count }, (_, t) => {
    const template = normalise(templates.data.subarray(t * size * size, (t + 1) * size * size), size, radiusPx);
    return Float64Array.from({ length: height * width }, (_, at) => {
      let sum = 0;
      for (let i = 0; i < size * size; i++) {
        const y = Math.floor(at / width) + Math.floor(i / size) - centre;
        const x = (at % width) + (i % size) - centre;
        if (y >= 0 && x >= 0 && y < height && x < width) sum += (template[i] ?? 0) * (image.data[y * width + x] ?? 0);
      }
      return sum;
    });
  });
  const score = new Float64Array(height * width).fill(-Infinity);
  const index = new Uint32Array(height * width);
  scores.forEach((values, t) => {
    values.forEach((value, at) => {
      if (value <= (score[at] ?? NaN)) return;
      score[at] = value;
      index[at] = t;
    });
  });
  return { score, index, scores };
}

function normalise(template: Float32Array, size: number, radius: number): Float64Array {
  const centre = Math.floor(size / 2);
  const inside = (i: number): boolean => Math.hypot(Math.floor(i / size) - centre, (i % size) - centre) <= radius;
  const kept = Array.from(template.keys()).filter(inside);
  const mean = kept.reduce((sum, i) => sum + (template[i] ?? 0), 0) / kept.length;
  const squares = kept.reduce((sum, i) => sum + ((template[i] ?? 0) - mean) ** 2, 0);
  const output = new Float64Array(template.length);
  if (squares > 0) for (const i of kept) output[i] = ((template[i] ?? 0) - mean) / Math.sqrt(squares);
  return output;
}
