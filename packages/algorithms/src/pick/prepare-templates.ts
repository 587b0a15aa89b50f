import { UserError } from '@vitreous/errors';
import { resampleReal, type Stack } from '@vitreous/numerics';
import { centreSquares, findEvenSizes } from '../even-sizes.js';

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
  const [from, to] = findEvenSizes(flat.width, pixelSizeA / wantedPixelA);
  const padded = centreSquares(flat, from);
  const data = await resampleReal(padded.data, [from, from], [to, to], { batch: flat.count, threads });
  return centreSquares({ count: flat.count, height: to, width: to, data }, sizePx);
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
