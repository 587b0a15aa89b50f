import type { EventCoding } from '@vitreous/numerics';
import { withInputFile } from '../input-file.js';
import { readTiffDirectories, type TiffDirectory } from '../tiff/tiff-directory.js';
import { readPageSize } from '../tiff/tiff-page.js';
import { TiffSource } from '../tiff/tiff-source.js';
import { tiffTag } from '../tiff/tiff-tag.js';
import { parseEerMetadata, type EerMetadata } from './eer-metadata.js';
import { eerTag, fixedCodings, isEerCompression, variableCompression } from './eer-tag.js';

/** The raw frames of an EER file, every one inside the file and large enough for the sensor. */
export interface EerFile {
  readonly coding: EventCoding;
  readonly frames: readonly { readonly offsets: Float64Array; readonly lengths: Float64Array }[];
  readonly metadata: EerMetadata;
}

/**
 * Reads all directories of an EER file.
 *
 * @throws DataError naming the place when the file is broken or holds no raw frame; UserError when it cannot be opened.
 */
export async function readEerFile(path: string): Promise<EerFile> {
  return withInputFile(path, async (file, size) => {
    const source = await TiffSource.open(path, file, size);
    const frames: EerFile['frames'][number][] = [];
    let coding: EventCoding | null = null;
    let metadata: EerMetadata = {};
    let bytes = 0;
    let first = true;
    for await (const directory of readTiffDirectories(source)) {
      if (first) metadata = parseEerMetadata((await directory.text(eerTag.acquisitionMetadata)) ?? '');
      first = false;
      // Pages of other kinds, as the summed image that may come first, are to be passed over.
      if (!isEerCompression(await directory.number(tiffTag.compression, 1))) continue;
      const found = await readCoding(directory);
      coding ??= found;
      if (JSON.stringify(found) !== JSON.stringify(coding)) {
        throw directory.refuse(
          `raw frames of one size and coding are expected, but frame ${frames.length + 1} differs from the first`,
        );
      }
      const frame = await readStrips(source, directory, coding);
      bytes += frame.lengths.reduce((sum, length) => sum + length, 0);
      if (bytes > source.size)
        throw directory.refuse(`the events of frame ${frames.length + 1} overlap those of others`);
      frames.push(frame);
    }
    if (coding === null) {
      throw source.refuse('electron events (TIFF compression 65000 to 65002) are expected, but no page holds them');
    }
    return { coding, frames, metadata };
  });
}

async function readCoding(directory: TiffDirectory): Promise<EventCoding> {
  const size = await readPageSize(directory);
  const compression = await directory.number(tiffTag.compression, 1);
  const bits =
    compression === variableCompression
      ? {
          runBits: await directory.number(eerTag.runBits, 0),
          horizontalBits: await directory.number(eerTag.horizontalBits, -1),
          verticalBits: await directory.number(eerTag.verticalBits, -1),
        }
      : fixedCodings[compression];
  const within = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  const known = bits !== undefined && within(bits.runBits, 1, 16);
  if (!known || !within(bits.horizontalBits, 0, 4) || !within(bits.verticalBits, 0, 4)) {
    throw directory.refuse(
      'events of 1 to 16 bits a run and 0 to 4 sub-pixel bits along x and y (tags 65007 to 65009) are expected, but ' +
        `found ${bits?.runBits ?? 0}, ${bits?.horizontalBits ?? -1} and ${bits?.verticalBits ?? -1}`,
    );
  }
  return { ...bits, ...size };
}

async function readStrips(
  source: TiffSource,
  directory: TiffDirectory,
  { runBits, height, width }: EventCoding,
): Promise<{ offsets: Float64Array; lengths: Float64Array }> {
  const offsets = await directory.numbers(tiffTag.stripOffsets);
  const lengths = await directory.numbers(tiffTag.stripByteCounts);
  if (offsets.length === 0 || offsets.length !== lengths.length) {
    throw directory.refuse(
      `places and byte counts of strips are expected, but found ${offsets.length} and ${lengths.length} of them`,
    );
  }
  let bytes = 0;
  lengths.forEach((length, index) => {
    const offset = offsets[index] ?? 0;
    bytes += length;
    if (offset + length > source.size) {
      throw source.refuse(
        `events are expected at bytes ${offset} to ${offset + length - 1}, but the file ends after ${source.size}: ` +
          'it is cut short, or still being written',
      );
    }
  });
  // Nothing passes over more pixels than a run of all ones.
  if (((8 * bytes) / runBits + 1) * 2 ** runBits < height * width) {
    throw directory.refuse(
      `events for ${width} x ${height} pixels are expected, but the ${bytes} bytes at byte ${offsets[0] ?? 0} ` +
        'cannot reach the last of them',
    );
  }
  return { offsets, lengths };
}
