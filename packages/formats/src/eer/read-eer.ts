import { DataError, UserError } from '@vitreous/errors';
import {
  createMovieStack,
  renderElectronEvents,
  type EventCoding,
  type MovieStack,
  type PixelKind,
  type RawFrameRanges,
} from '@vitreous/numerics';
import { refuseBeyondMemory, sayWithout } from '../tiff/read-failure.js';
import { readEerFile, type EerFile } from './eer-file.js';
import { divideRawFrames } from './eer-fractions.js';
import { numberOfMetadata, type EerMetadata } from './eer-metadata.js';

/** What an EER movie is like. */
export interface EerInfo {
  readonly format: 'eer';
  /** Raw frames, as the camera took them. */
  readonly frames: number;
  /** Of the sensor. */
  readonly height: number;
  readonly width: number;
  /** Of a fraction of up to 255 raw frames; larger ones are u16. */
  readonly kind: PixelKind;
  readonly coding: EventCoding;
  /** Of the sensor's pixel on the specimen, null where the metadata do not say. */
  readonly pixelSizeA: number | null;
  readonly exposureSeconds: number | null;
  /** Electrons a pixel of the sensor over the whole exposure, as the camera counted them. */
  readonly doseEPerPixel: number | null;
  /** Raw frames that the metadata speak of; more than `frames` where a file is cut short. */
  readonly announcedFrames: number | null;
  readonly metadata: EerMetadata;
}

export interface ReadEerOptions {
  /** Pixels to a pixel of the sensor along each axis. */
  readonly upsampling: 1 | 2 | 4;
  /** Frames of the movie: raw frames are divided evenly among them. */
  readonly fractions: number;
  /** The first fraction, from 0. */
  readonly firstFrame?: number;
  /** The fraction to stop before. */
  readonly endFrame?: number;
  /** Reads a file with fewer raw frames than its metadata announce. */
  readonly allowMissingFrames?: boolean;
  readonly threads?: number;
}

/** Size, coding and metadata of an EER movie, all directories checked. @throws DataError, UserError as `readEerMovie`. */
export async function readEerInfo(path: string): Promise<EerInfo> {
  const { coding, frames, metadata } = await readEerFile(path);
  const pixelSizeA = (numberOfMetadata(metadata, 'sensorPixelSize.width') ?? 0) * 1e10;
  return {
    format: 'eer',
    frames: frames.length,
    height: coding.height,
    width: coding.width,
    kind: 'u8',
    coding,
    pixelSizeA: pixelSizeA >= 0.01 && pixelSizeA <= 10_000 ? pixelSizeA : null,
    exposureSeconds: numberOfMetadata(metadata, 'exposureTime'),
    doseEPerPixel: numberOfMetadata(metadata, 'totalDose'),
    announcedFrames: numberOfMetadata(metadata, 'numberOfFrames'),
    metadata,
  };
}

/**
 * An EER movie as counts, (fraction, y, x) of `upsampling` times the sensor's size, rows as they are stored: each
 * electron is one count at the pixel it came down in. Fractions of up to 255 raw frames are u8, larger ones u16, so
 * that no count is lost.
 *
 * @throws DataError naming the place when the file is broken, cut short or still being written; UserError when it
 * cannot be opened, or for fractions or an upsampling that it does not have.
 */
export async function readEerMovie(path: string, options: ReadEerOptions): Promise<MovieStack> {
  const { upsampling, fractions, firstFrame = 0, endFrame = fractions, threads = 1 } = options;
  const file = await readEerFile(path);
  const zoom = Math.log2(upsampling);
  checkRequest(path, file, options);
  const counts = divideRawFrames(file.frames.length, fractions);
  const wanted = counts.subarray(firstFrame, endFrame);
  const firstRaw = counts.subarray(0, firstFrame).reduce((sum, count) => sum + count, 0);
  const endRaw = wanted.reduce((sum, count) => sum + count, firstRaw);
  const kind = wanted.every((count) => count <= 255) ? 'u8' : 'u16';
  const height = file.coding.height * upsampling;
  const width = file.coding.width * upsampling;
  refuseBeyondMemory(path, { frames: wanted.length, height, width, kind });
  const movie = createMovieStack(kind, wanted.length, height, width);
  try {
    const ranges = joinRanges(file.frames.slice(firstRaw, endRaw));
    await renderElectronEvents(movie, path, file.coding, ranges, { zoom, counts: wanted, threads });
    return movie;
  } catch (error) {
    await movie.release();
    throw new DataError(`${path}: ${sayWithout(path, error)}.`, { cause: error });
  }
}

function checkRequest(path: string, { coding, frames, metadata }: EerFile, options: ReadEerOptions): void {
  const { upsampling, fractions, firstFrame = 0, endFrame = fractions, allowMissingFrames = false } = options;
  const finest = 2 ** Math.min(coding.horizontalBits, coding.verticalBits);
  if (![1, 2, 4].includes(upsampling) || upsampling > finest) {
    throw new UserError(
      `An upsampling of ${upsampling} was asked for, but ${path} tells places ${finest} times finer than a pixel: ` +
        `choose ${[1, 2, 4].filter((factor) => factor <= finest).join(' or ')}.`,
    );
  }
  const announced = numberOfMetadata(metadata, 'numberOfFrames') ?? 0;
  if (announced > frames.length && !allowMissingFrames) {
    throw new DataError(
      `${path}: its metadata announce ${announced} raw frames, but it holds ${frames.length}: it is cut short, or ` +
        'still being written.',
    );
  }
  const whole = [fractions, firstFrame, endFrame].every(Number.isInteger);
  if (!whole || fractions < 1 || fractions > frames.length) {
    throw new UserError(
      `${fractions} fractions of ${path} were asked for, but it has ${frames.length} raw frames: choose from 1 to ` +
        `${frames.length}.`,
    );
  }
  if (frames.length / fractions > 65_535) {
    throw new UserError(`${path} has ${frames.length} raw frames: divide them into more than ${fractions} fractions.`);
  }
  if (firstFrame < 0 || endFrame > fractions || firstFrame >= endFrame) {
    throw new UserError(
      `Fractions ${firstFrame} to ${endFrame} of ${path} were asked for, but it was divided into ${fractions}: name ` +
        'at least one of them.',
    );
  }
}

function joinRanges(frames: EerFile['frames']): RawFrameRanges {
  const strips = Uint32Array.from(frames, ({ offsets }) => offsets.length);
  const total = strips.reduce((sum, count) => sum + count, 0);
  const [offsets, lengths] = [new Float64Array(total), new Float64Array(total)];
  let at = 0;
  for (const frame of frames) {
    offsets.set(frame.offsets, at);
    lengths.set(frame.lengths, at);
    at += frame.offsets.length;
  }
  return { offsets, lengths, strips };
}
