import { DataError } from '@vitreous/errors';
import {
  createBandCurve,
  createImage,
  forwardReal,
  inverseReal,
  measureLocally,
  multiplyRadial,
  replaceOutliers,
  resampleReal,
  type Image,
} from '@vitreous/numerics';

/** A micrograph as the pickers look at it: small, even, low-passed, particles bright. */
export interface SearchImage {
  readonly image: Image;
  readonly pixelSizeA: number;
  /** Local variance in the window of the search. */
  readonly variance: Float32Array;
  readonly medianVariance: number;
  /** Radius of that window, px. */
  readonly radiusPx: number;
  /** Pixels in it. */
  readonly windowCount: number;
}

export interface SearchChoice {
  readonly pixelSizeA: number;
  /** Finest detail looked at. */
  readonly lowPassA: number;
  /** Least and greatest size of what is looked for. */
  readonly diameterMinA: number;
  readonly diameterMaxA: number;
  /** Particles are brighter than what is around them (negative stain). */
  readonly brightParticles: boolean;
  readonly threads: number;
}

/** The window reaches this many greatest diameters from its centre: the particle and a little around it. */
const windowReach = 0.7;
/** The background is the average within this many greatest diameters. */
const backgroundReach = 1.25;
/** Pixels this many spreads away cannot be counts: hot pixels of a whole micrograph, then of the small image. */
const [hotSpreads, outlyingSpreads] = [8, 5];
/** Samples of the finest detail, and of the least diameter. */
const [samplesOfDetail, samplesOfDiameter] = [2.25, 8];

/**
 * Shrinks a micrograph to what the search needs, takes away hot pixels and the slow background, and low-passes it.
 *
 * @throws DataError when the micrograph has no contrast or mostly pixels that are not numbers.
 */
export async function prepareSearchImage(micrograph: Image, choice: SearchChoice): Promise<SearchImage> {
  const { pixelSizeA, lowPassA, diameterMinA, diameterMaxA, brightParticles, threads } = choice;
  const cleaned = await cleanMicrograph(micrograph, threads);
  const wanted = Math.max(pixelSizeA, Math.min(lowPassA / samplesOfDetail, diameterMinA / samplesOfDiameter));
  const height = evenSize((micrograph.height * pixelSizeA) / wanted);
  const width = evenSize((micrograph.width * pixelSizeA) / wanted);
  const smallPixelA = (pixelSizeA * Math.sqrt(micrograph.height * micrograph.width)) / Math.sqrt(height * width);
  const small = await resampleReal(cleaned.data, [micrograph.height, micrograph.width], [height, width], { threads });
  const flat = await subtractBackground(createImage(height, width, small), {
    radiusPx: (backgroundReach * diameterMaxA) / smallPixelA,
    sign: brightParticles ? 1 : -1,
    threads,
  });
  const spectrum = await forwardReal(flat.data, [height, width], { threads });
  const curve = createBandCurve({ pixelSizeA: smallPixelA, lowPassA });
  const filtered = await multiplyRadial(spectrum, [height, width], curve, { threads });
  const image = createImage(height, width, await inverseReal(filtered, [height, width], { threads }));
  const radiusPx = (windowReach * diameterMaxA) / smallPixelA;
  const local = await measureLocally(image, radiusPx, { threads });
  return {
    image,
    pixelSizeA: smallPixelA,
    variance: local.variance,
    medianVariance: medianOf(local.variance),
    radiusPx,
    windowCount: countInDisc(radiusPx),
  };
}

async function cleanMicrograph(micrograph: Image, threads: number): Promise<Image> {
  const finite = micrograph.data.some(Number.isFinite);
  if (!finite) throw new DataError('The micrograph holds no number: all its pixels are NaN or infinite.');
  const { image, replaced, spread } = await replaceOutliers(micrograph, hotSpreads, { threads });
  if (spread === 0) {
    throw new DataError('The micrograph has no contrast: more than half of its pixels have the same value.');
  }
  if (replaced > image.data.length / 2) {
    throw new DataError(
      `More than half of the micrograph's pixels (${replaced} of ${image.data.length}) are not finite numbers.`,
    );
  }
  return image;
}

/** `image` less its local average, times `sign`, with what stands out cut to the outlying limit. */
async function subtractBackground(
  image: Image,
  { radiusPx, sign, threads }: { radiusPx: number; sign: number; threads: number },
): Promise<Image> {
  const { mean } = await measureLocally(image, radiusPx, { threads });
  const flat = image.data.map((value, i) => sign * (value - (mean[i] ?? 0)));
  const limit = outlyingSpreads * 1.4826 * medianOf(flat.map(Math.abs));
  return createImage(
    image.height,
    image.width,
    flat.map((value) => Math.max(-limit, Math.min(limit, value))),
  );
}

/** Of up to about 30,000 evenly spaced values: good to a percent of their spread. */
function medianOf(values: Float32Array): number {
  const step = Math.ceil(values.length / 30_000) | 1;
  const sample = values.filter((_, i) => i % step === 0).sort();
  return sample[Math.floor(sample.length / 2)] ?? NaN;
}

function evenSize(size: number): number {
  return Math.max(2, 2 * Math.round(size / 2));
}

function countInDisc(radius: number): number {
  let count = 0;
  for (let y = -Math.floor(radius); y <= radius; y++) count += 2 * Math.floor(Math.sqrt(radius * radius - y * y)) + 1;
  return count;
}
