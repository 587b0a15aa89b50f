import { UserError } from '@vitreous/errors';
import { createImage, type Image } from '@vitreous/numerics';

interface Size {
  readonly height: number;
  readonly width: number;
}

/** @throws UserError, naming both shapes, unless the gain has the movie's. */
export function checkGainShape(
  gain: Size,
  movie: Size,
  names: { readonly gain: string; readonly movie: string },
): void {
  if (gain.height === movie.height && gain.width === movie.width) return;
  const turned = gain.height === movie.width && gain.width === movie.height;
  const [x, y] = [gain.width / movie.width, gain.height / movie.height];
  let advice = 'Choose the reference that belongs to the movie.';
  if (turned) advice = 'Turn the gain by a quarter (gainref_rotate_num 1 or 3).';
  else if (x === y && x > 1) advice = `It is ${x} times finer: bin the gain, or use the movie of full size.`;
  else if (x === y) advice = `The movie is ${1 / x} times finer: choose the reference taken at that size.`;
  throw new UserError(
    `The gain reference ${names.gain} has ${gain.width} x ${gain.height} pixels, but the movie ${names.movie} ` +
      `${movie.width} x ${movie.height} (columns x rows). ${advice}`,
  );
}

/**
 * The gain of an EER movie on the grid that the movie was rendered on: electrons that one sensor pixel counts are
 * spread over several pixels when rendered finer, all of that pixel's gain; rendered coarser, a pixel counts what
 * several do, so that their sensitivities (1 / gain, 0 where dead) are averaged.
 *
 * @throws UserError as `checkGainShape` unless one size is 1, 2 or 4 times the other.
 */
export function fitGainToEer(
  gain: Image,
  movie: Size,
  names: { readonly gain: string; readonly movie: string },
): Image {
  const factor = movie.width / gain.width;
  const fits = gain.height * factor === movie.height && [0.25, 0.5, 1, 2, 4].includes(factor);
  if (!fits) checkGainShape(gain, movie, names);
  if (factor === 1) return gain;
  return factor > 1 ? repeatPixels(gain, factor) : averageSensitivity(gain, 1 / factor);
}

function repeatPixels(gain: Image, factor: number): Image {
  const fine = createImage(gain.height * factor, gain.width * factor);
  for (let y = 0; y < fine.height; y++) {
    const row = Math.floor(y / factor) * gain.width;
    for (let x = 0; x < fine.width; x++) {
      fine.data[y * fine.width + x] = gain.data[row + Math.floor(x / factor)] ?? 0;
    }
  }
  return fine;
}

function averageSensitivity(gain: Image, factor: number): Image {
  const coarse = createImage(gain.height / factor, gain.width / factor);
  for (let y = 0; y < gain.height; y++) {
    const row = Math.floor(y / factor) * coarse.width;
    for (let x = 0; x < gain.width; x++) {
      const value = gain.data[y * gain.width + x] ?? 0;
      const at = row + Math.floor(x / factor);
      coarse.data[at] = (coarse.data[at] ?? 0) + (value === 0 ? 0 : 1 / value);
    }
  }
  const data = coarse.data.map((sum) => (sum === 0 ? 0 : factor ** 2 / sum));
  return createImage(coarse.height, coarse.width, data);
}
