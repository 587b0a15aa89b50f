import { cutPatchSpectra, type MovieStack, type RadialCurve } from '@vitreous/numerics';
import { smoothSizeUpTo } from './alignment-scale.js';

/** Pixel size frames are searched at, Å: drift is found coarsely here and refined by the fit. */
const searchPixelA = 9;
/** B-factors of the rounds of search, Å²: broad peaks first. */
const roundBFactors = [6000, 2500, 1200, 1200, 1200, 1200];
/** Farthest displacement looked for in the first round and later, Å. */
const firstReachA = 300;
const laterReachA = 60;
/** Longest waves compared, Å: illumination and ice thickness, which do not move with the specimen, are longer. */
const longestWaveA = 400;

/**
 * Displacements (frame, 2) of whole frames, in pixels of the movie, found by correlating each frame with the sum of the
 * others until they settle. They are good to about a tenth of the search pixel.
 */
export async function alignRigidly(
  movie: MovieStack,
  gain: Float32Array,
  pixelSizeA: number,
  threads: number,
): Promise<Float64Array> {
  const frames = movie.frames;
  const factor = Math.max(
    1,
    Math.min(Math.round(searchPixelA / pixelSizeA), Math.floor(Math.min(movie.height, movie.width) / 64)),
  );
  const [fullHeight, fullWidth] = [Math.floor(movie.height / factor), Math.floor(movie.width / factor)];
  const [height, width] = [smoothSizeUpTo(fullHeight), smoothSizeUpTo(fullWidth)];
  const windows = {
    height,
    width,
    origins: Int32Array.of((fullWidth - width) >> 1, (fullHeight - height) >> 1),
    offsets: new Int32Array(2 * frames),
    taper: Math.ceil(Math.min(height, width) / 12),
  };
  const coarseA = pixelSizeA * factor;
  const spectra = await cutPatchSpectra(movie, windows, 0.5, { gain, factor, threads });
  try {
    const displacements = new Float32Array(2 * frames);
    for (const [round, bFactorA2] of roundBFactors.entries()) {
      const reach = Math.ceil((round === 0 ? firstReachA : laterReachA) / coarseA);
      const peaks = await spectra.search(displacements, searchCurve(bFactorA2, coarseA), reach, { threads });
      let farthest = 0;
      for (let frame = 0; frame < frames; frame++) {
        for (const axis of [0, 1]) {
          // All frames move at once, and each moves towards the others: the share keeps them from overshooting.
          const step = ((frames - 1) / frames) * (peaks[3 * frame + axis] ?? 0);
          displacements[2 * frame + axis] = (displacements[2 * frame + axis] ?? 0) + step;
          farthest = Math.max(farthest, Math.abs(step));
        }
      }
      if (round >= 2 && farthest < 0.1) break;
    }
    return Float64Array.from(displacements, (value) => value * factor);
  } finally {
    await spectra.release();
  }
}

function searchCurve(bFactorA2: number, pixelSizeA: number): RadialCurve {
  const end = Math.SQRT1_2;
  const values = Float32Array.from({ length: 512 }, (_, i) => {
    const k = ((i / 511) * end) / pixelSizeA;
    return k * longestWaveA < 1 ? 0 : Math.exp((-bFactorA2 * k * k) / 2);
  });
  return { values, end };
}
