import { UserError } from '@vitreous/errors';
import { resampleReal, type Stack } from '@vitreous/numerics';

/** Greatest share by which the resampled pixel may miss the wanted one: a tenth of a pixel at the rim of most. */
const closeEnough = 0.002;

/**
 * Templates made ready to be turned and looked for: bright particles on 0, faded to 0 beyond `radiusA`, on pixels of
 * `wantedPixelA`, in squares of `sizePx` centred on pixel floor(n / 2).
 *
 * @throws UserError when a template has no contrast or values that are not numbers.
 */
export async function prepareTemplates(
  templates: Stack,
  choice: { pixelSizeA: number; wantedPixelA: number; radiusA: number; sizePx: number; threads: number },
): Promise<Stack> {
  const { pixelSizeA, wantedPixelA, radiusA, sizePx, threads } = choice;
  const flat = levelTemplates(templates, radiusA / pixelSizeA);
  const [from, to] = findSizes(flat.width, pixelSizeA / wantedPixelA);
  const padded = recentre(flat, from);
  const data = await resampleReal(padded.data, [from, from], [to, to], { batch: flat.count, threads });
  return recentre({ count: flat.count, height: to, width: to, data }, sizePx);
}

/** Even sizes whose ratio is close to `ratio`, the first no less than `size`. */
function findSizes(size: number, ratio: number): [number, number] {
  let best: [number, number, number] = [0, 0, Infinity];
  for (let from = size + (size % 2); from <= 3 * size + 64; from += 2) {
    const to = Math.max(2, 2 * Math.round((from * ratio) / 2));
    const error = Math.abs(to / from / ratio - 1);
    if (error < best[2]) best = [from, to, error];
    if (error < closeEnough) break;
  }
  return [best[0], best[1]];
}

/** Copies of images in squares of `size`, centre pixel to centre pixel, cut or filled with 0. */
function recentre(stack: Stack, size: number): Stack {
  const data = new Float32Array(stack.count * size * size);
  const shift = Math.floor(size / 2) - Math.floor(stack.width / 2);
  const [first, end] = [Math.max(0, -shift), Math.min(stack.width, size - shift)];
  for (let index = 0; index < stack.count; index++) {
    for (let row = first; row < end; row++) {
      const from = (index * stack.height + row) * stack.width;
      const to = (index * size + row + shift) * size + shift;
      data.set(stack.data.subarray(from + first, from + end), to + first);
    }
  }
  return { count: stack.count, height: size, width: size, data };
}

/** Templates less the level around the particle, brought to bright particles, fading to 0 at the rim. */
function levelTemplates(templates: Stack, radiusPx: number): Stack {
  const { count, height, width } = templates;
  const centre = Math.floor(width / 2);
  const radius = Math.min(radiusPx, centre);
  const fade = Math.max(1, radius / 8);
  const data = Float32Array.from(templates.data);
  let brighter = 0;
  for (let index = 0; index < count; index++) {
    const image = data.subarray(index * height * width, (index + 1) * height * width);
    const distance = (i: number): number => Math.hypot(Math.floor(i / width) - centre, (i % width) - centre);
    const rim = averageOf(image, (i) => Math.abs(distance(i) - radius) <= fade);
    const level = Number.isFinite(rim) ? rim : averageOf(image, () => true);
    brighter += Math.sign(averageOf(image, (i) => distance(i) <= radius / 2) - level);
    let most = 0;
    image.forEach((value, i) => {
      const weight = Math.min(1, Math.max(0, (radius + fade / 2 - distance(i)) / fade));
      image[i] = weight * (value - level);
      most = Math.max(most, Math.abs(image[i] ?? 0));
    });
    if (!(most > 0) || !Number.isFinite(most)) {
      const fault = most === 0 ? 'is flat' : 'has pixels that are not numbers';
      throw new UserError(`Template ${index + 1} of ${count} ${fault}: leave it out.`);
    }
  }
  // Class averages of dark particles: all turned over together.
  return { count, height, width, data: brighter < 0 ? data.map((value) => -value) : data };
}

function averageOf(image: Float32Array, counts: (index: number) => boolean): number {
  let [sum, weight] = [0, 0];
  image.forEach((value, i) => {
    if (!counts(i)) return;
    sum += value;
    weight++;
  });
  return sum / weight;
}
