import { UserError } from '@vitreous/errors';
import { packElectronEvents, type EventCoding } from '@vitreous/numerics';
import { writeAtomically } from '../atomic-file.js';
import { headerBytes, layOutTiff, type TiffField, type WrittenPage } from '../tiff/tiff-layout.js';
import { tiffTag } from '../tiff/tiff-tag.js';
import { writeAll } from '../tiff/write-all.js';
import { formatEerMetadata, type EerMetadata } from './eer-metadata.js';
import { eerTag, fixedCodings, variableCompression } from './eer-tag.js';

/** An acquisition to be written as EER. */
export interface EerExposure {
  /** Of the sensor. */
  readonly height: number;
  readonly width: number;
  /** Raw frames. */
  readonly frames: number;
  /**
   * The electrons of a raw frame (from 0), in any order: y * (4 * width) + x on a grid four times as fine as the
   * sensor along each axis, in the order of rows and columns that it is read in.
   */
  placesOf(frame: number): Uint32Array | Promise<Uint32Array>;
}

export interface WriteEerOptions {
  /** 7 (TIFF compression 65001, what cameras write now) or 8 (65000); others go with the variable form (65002). */
  readonly runBits?: number;
  /** Of the sensor's pixel on the specimen. */
  readonly pixelSizeA?: number;
  readonly exposureSeconds?: number;
  /** Raw frames packed at once. */
  readonly threads?: number;
}

/**
 * Writes an EER movie: BigTIFF, a page for each raw frame, metadata in the first. As in the camera, a raw frame holds
 * at most one electron for each pixel of the sensor; answers how many electrons were kept.
 *
 * @throws UserError when the file cannot be written; nothing is left behind.
 */
export async function writeEer(
  path: string,
  exposure: EerExposure,
  options: WriteEerOptions = {},
): Promise<{ electrons: number }> {
  const { runBits = 7, threads = 1 } = options;
  const { height, width, frames } = exposure;
  if (!Number.isInteger(frames) || frames < 1) {
    throw new UserError(`Cannot write ${path}: at least one raw frame is expected, not ${frames}.`);
  }
  const coding: EventCoding = { runBits, horizontalBits: 2, verticalBits: 2, height, width };
  let electrons = 0;
  await writeAtomically(path, async (file) => {
    const places: { offset: number; length: number }[] = [];
    let end = headerBytes;
    for (let start = 0; start < frames; start += threads) {
      const batch = Array.from({ length: Math.min(threads, frames - start) }, (_, index) => start + index);
      const packed = await Promise.all(
        batch.map(async (frame) => packElectronEvents(await exposure.placesOf(frame), coding)),
      );
      for (const frame of packed) {
        await writeAll(file, frame.bytes, end);
        places.push({ offset: end, length: frame.bytes.length });
        end += frame.bytes.length;
        electrons += frame.electrons;
      }
    }
    const metadata = describe(exposure, options, electrons);
    const pages: WrittenPage[] = places.map(({ offset, length }, index) => ({
      offsets: [offset],
      lengths: [length],
      fields: listFields(coding, index === 0 ? metadata : null),
    }));
    const { header, directories, directoriesAt } = layOutTiff(pages, end, { big: true });
    await writeAll(file, directories, directoriesAt);
    await writeAll(file, header, 0);
  });
  return { electrons };
}

function listFields(coding: EventCoding, metadata: EerMetadata | null): TiffField[] {
  const { height, width, runBits, horizontalBits, verticalBits } = coding;
  const fixed = Object.entries(fixedCodings).find(([, bits]) => bits.runBits === runBits);
  const fields: TiffField[] = [
    { tag: tiffTag.imageWidth, type: 'long', values: [width] },
    { tag: tiffTag.imageLength, type: 'long', values: [height] },
    { tag: tiffTag.bitsPerSample, type: 'short', values: [1] },
    { tag: tiffTag.compression, type: 'short', values: [fixed === undefined ? variableCompression : Number(fixed[0])] },
    { tag: tiffTag.photometric, type: 'short', values: [1] },
    { tag: tiffTag.samplesPerPixel, type: 'short', values: [1] },
    { tag: tiffTag.rowsPerStrip, type: 'long', values: [height] },
  ];
  if (metadata !== null) {
    const values = [...Buffer.from(formatEerMetadata(metadata))];
    fields.push({ tag: eerTag.acquisitionMetadata, type: 'undefined', values });
  }
  if (fixed === undefined) {
    fields.push(
      { tag: eerTag.runBits, type: 'short', values: [runBits] },
      { tag: eerTag.horizontalBits, type: 'short', values: [horizontalBits] },
      { tag: eerTag.verticalBits, type: 'short', values: [verticalBits] },
    );
  }
  return fields;
}

/** Metadata under the names that the camera uses. */
function describe(
  { height, width, frames }: EerExposure,
  { pixelSizeA, exposureSeconds }: WriteEerOptions,
  electrons: number,
): EerMetadata {
  const dose = electrons / (height * width);
  const metres = pixelSizeA === undefined ? '' : String(pixelSizeA * 1e-10);
  const all: EerMetadata = {
    numberOfFrames: { value: String(frames), unit: '' },
    exposureTime: { value: exposureSeconds === undefined ? '' : String(exposureSeconds), unit: 's' },
    totalDose: { value: String(dose), unit: 'e/pixel' },
    meanDoseRate: { value: exposureSeconds === undefined ? '' : String(dose / exposureSeconds), unit: 'e/pixel/s' },
    sensorImageWidth: { value: String(width), unit: 'pixels' },
    sensorImageHeight: { value: String(height), unit: 'pixels' },
    'sensorPixelSize.width': { value: metres, unit: 'm' },
    'sensorPixelSize.height': { value: metres, unit: 'm' },
  };
  return Object.fromEntries(Object.entries(all).filter(([, { value }]) => value !== ''));
}
