import type { Stack } from '@vitreous/numerics';

/** Templates that pass into one another, one after the other in a stack: turns of one, sizes of a disc. */
export interface TemplateFamily {
  readonly first: number;
  readonly count: number;
}

/** Peaks of noise in a search of a square of `referenceSideA` that are borne with. */
const bornePeaks = 4;
const referenceSideA = 5000;

/**
 * Correlation, in standard deviations, that noise alone reaches at `bornePeaks` places of a reference area when all
 * templates are tried there. `radiusPx` is that of the window, beyond which templates do not count.
 *
 * Each correlation image is a smooth normal field, whose peaks above a high level z are as frequent as its Euler
 * characteristic, `λx λy z exp(-z² / 2) / (2π)^(3/2)` a pixel, λ being the distance between the (unit) template and
 * itself moved by a pixel. A family of length L (the sum of the distances of neighbours) adds to one template
 * `L z / sqrt(2π)` more (Adler 1981, The Geometry of Random Fields; Worsley 1996, Human Brain Mapping 4, 58).
 */
export function findNoiseEvidence(
  templates: Stack,
  families: readonly TemplateFamily[],
  { radiusPx, pixelSizeA }: { radiusPx: number; pixelSizeA: number },
): number {
  const described = families.map((family) => describe(templates, family, radiusPx));
  const area = (referenceSideA / pixelSizeA) ** 2;
  const expected = (z: number): number => {
    const tail = Math.exp((-z * z) / 2);
    // Rougher than the pixels can show, pixels are on their own.
    const alone = tail / (z * Math.sqrt(2 * Math.PI));
    const peaks = described.map(({ roughness, length, count }) => {
      const one = Math.min(alone, (roughness * z * tail) / (2 * Math.PI) ** 1.5);
      return one * Math.min(count, 1 + (length * z) / Math.sqrt(2 * Math.PI));
    });
    return area * peaks.reduce((sum, value) => sum + value, 0);
  };
  // Falls steadily above z = 1.5; halving finds where.
  let [low, high] = [1.5, 12];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (expected(middle) > bornePeaks) low = middle;
    else high = middle;
  }
  return high;
}

/** Roughness over x and y, and length, of a family, from its first two members. */
function describe(
  templates: Stack,
  { first, count }: TemplateFamily,
  radiusPx: number,
): { roughness: number; length: number; count: number } {
  const size = templates.width;
  const template = unitTemplate(templates, first, radiusPx);
  const roughness = distance(template, moved(template, size, 1)) * distance(template, moved(template, size, size));
  const step = count > 1 ? distance(template, unitTemplate(templates, first + 1, radiusPx)) : 0;
  return { roughness, length: step * count, count };
}

/** As the kernel has it: mean 0 and sum of squares 1 within the window. */
function unitTemplate({ data, width }: Stack, index: number, radiusPx: number): Float64Array {
  const centre = Math.floor(width / 2);
  const area = width * width;
  const inside = (i: number): boolean => Math.hypot(Math.floor(i / width) - centre, (i % width) - centre) <= radiusPx;
  const window = Array.from({ length: area }, (_, i) => i).filter(inside);
  const mean = window.reduce((sum, i) => sum + (data[index * area + i] ?? 0), 0) / window.length;
  const unit = new Float64Array(area);
  for (const i of window) unit[i] = (data[index * area + i] ?? 0) - mean;
  const norm = Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0));
  return norm > 0 ? unit.map((value) => value / norm) : unit;
}

function moved(template: Float64Array, size: number, by: number): Float64Array {
  return template.map((_, i) => (by === 1 && i % size === 0 ? 0 : (template[i - by] ?? 0)));
}

function distance(one: Float64Array, other: Float64Array): number {
  return Math.sqrt(one.reduce((sum, value, i) => sum + (value - (other[i] ?? 0)) ** 2, 0));
}
