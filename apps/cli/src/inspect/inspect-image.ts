import { writeFile } from 'node:fs/promises';
import { DataError } from '@vitreous/errors';
import {
  readEerInfo,
  readImageInfo,
  readMovie,
  readMrc,
  readMrcHeader,
  readTiffInfo,
  writeAtomically,
  type ImageInfo,
} from '@vitreous/formats';
import {
  computeMovieStatistics,
  createImage,
  mergeStatistics,
  noGain,
  sumFrames,
  type Image,
  type Statistics,
} from '@vitreous/numerics';
import { drawMontage, encodeGreyPng, makeThumbnail } from '@vitreous/pictures';
import type { Run } from '../command.js';

/** Bytes of a movie held at once. */
const batchBytes = 2 ** 28;

/** Frames that the raw frames of EER are divided among. */
const eerFractions = 40;

/** Stacks of images up to this side are particles: they are shown side by side, not summed. */
const largestBox = 512;
const mostBoxes = 25;

/** What `inspect` tells of a file of images. */
export interface ImageReport {
  readonly path: string;
  readonly info: ImageInfo & { readonly header: object };
  readonly statistics: Statistics;
  readonly thumbnail: string;
}

/** Header, statistics of all pixels, and a thumbnail as PNG at `thumbnail`. */
export async function inspectImage(path: string, thumbnail: string, run: Run): Promise<ImageReport> {
  const info = await readImageInfo(path);
  const header = await { mrc: readMrcHeader, tiff: readTiffInfo, eer: readEerInfo }[info.format](path);
  const { statistics, sum } = await measure(path, info, run);
  const png = await drawThumbnail(path, info, sum, run);
  await writeAtomically(thumbnail, (file) => writeFile(file, png));
  return { path, info: { ...info, header }, statistics, thumbnail };
}

/** Statistics of all pixels, and the sum of all frames, some at a time. */
async function measure(path: string, info: ImageInfo, run: Run): Promise<{ statistics: Statistics; sum: Image }> {
  const frameBytes = info.height * info.width * { u8: 1, i8: 1, u16: 2, i16: 2, f32: 4 }[info.kind];
  const perBatch = Math.max(1, Math.floor(batchBytes / frameBytes));
  const sum = createImage(info.height, info.width);
  const parts: Statistics[] = [];
  // Statistics of EER are of fractions on the sensor's grid.
  const frames = info.format === 'eer' ? Math.min(eerFractions, info.frames) : info.frames;
  for (let firstFrame = 0; firstFrame < frames; firstFrame += perBatch) {
    run.signal.throwIfAborted();
    run.progress.show(firstFrame / frames, path);
    const range = { firstFrame, endFrame: Math.min(frames, firstFrame + perBatch) };
    const movie = await readMovie(path, { ...range, eerUpsampling: 1, eerFractions: frames, threads: run.threads });
    try {
      parts.push(await computeMovieStatistics(movie, { threads: run.threads }));
      const { data } = await sumFrames(movie, noGain, { threads: run.threads });
      data.forEach((value, i) => {
        sum.data[i] = (sum.data[i] ?? 0) + value;
      });
    } finally {
      await movie.release();
    }
  }
  if (parts.length === 0) throw new DataError(`${path} holds no images.`);
  return { statistics: parts.reduce(mergeStatistics), sum };
}

/** The sum of a movie, the middle of a map, or the first boxes of a stack. */
async function drawThumbnail(path: string, info: ImageInfo, sum: Image, { threads }: Run): Promise<Buffer> {
  if (info.frames > 1 && info.format === 'mrc') {
    const { content } = await readMrcHeader(path);
    const small = Math.max(info.height, info.width) <= largestBox;
    // Stacks of particles often carry a volume's space group: only a cube is taken for a map.
    const isMap = content !== 'images' && info.frames === info.height;
    if (isMap) {
      const middle = await readMrc(path, { firstSection: Math.floor(info.frames / 2), sectionCount: 1, threads });
      return encodeGreyPng(await makeThumbnail(createImage(middle.height, middle.width, middle.data), { threads }));
    }
    if (small) return drawMontage(await readMrc(path, { sectionCount: Math.min(mostBoxes, info.frames), threads }));
  }
  return encodeGreyPng(await makeThumbnail(sum, { threads }));
}

/** The report for a person. */
export function describeImage({ path, info, statistics, thumbnail }: ImageReport): string {
  const number = (value: number): string => String(Number(value.toPrecision(7)));
  const others = statistics.notANumberCount + statistics.infiniteCount;
  const lines: [string, string][] = [
    ['file', path],
    ['format', `${info.format}, read as ${info.kind}`],
    ['size', `${info.width} x ${info.height} pixels, ${info.frames} image${info.frames === 1 ? '' : 's'}`],
    ['pixel size', info.pixelSizeA === null ? 'not said' : `${number(info.pixelSizeA)} Å`],
    ['minimum', number(statistics.minimum)],
    ['maximum', number(statistics.maximum)],
    ['mean', number(statistics.mean)],
    ['deviation', number(statistics.standardDeviation)],
    ...(others > 0 ? [['not finite', `${others} pixels`] as [string, string]] : []),
    ...describeHeader(info.header),
    ['thumbnail', thumbnail],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** Fields of the header that are neither sizes nor empty. */
function describeHeader(header: object, prefix = ''): [string, string][] {
  const told = new Set(['format', 'frames', 'sections', 'height', 'width', 'kind', 'pixelSizeA']);
  return Object.entries(header).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if ((prefix === '' && told.has(name)) || value === null || value === '') return [];
    if (Array.isArray(value)) return value.length === 0 ? [] : [[prefix + name, value.join(', ')]];
    if (typeof value === 'object') return describeHeader(value, `${prefix}${name}.`);
    return [[prefix + name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
}
