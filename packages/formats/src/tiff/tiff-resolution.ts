import type { TiffDirectory } from './tiff-directory.js';
import { tiffTag } from './tiff-tag.js';

/** Å in the units of the ResolutionUnit tag: inch and centimetre. */
const unitA: Readonly<Record<number, number>> = { 2: 2.54e8, 3: 1e8 };

/** A printer's resolution is no pixel size: only what a microscope can have counts. */
const [leastA, mostA] = [0.01, 10_000];

/** The pixel size that SerialEM and IMOD store as the resolution, or null where the tags say nothing of the kind. */
export async function readPixelSizeA(directory: TiffDirectory): Promise<number | null> {
  const unit = unitA[await directory.number(tiffTag.resolutionUnit, 2)];
  const resolution = await directory.number(tiffTag.xResolution, 0);
  if (unit === undefined || !(resolution > 0) || !Number.isFinite(resolution)) return null;
  const pixelSizeA = unit / resolution;
  return pixelSizeA >= leastA && pixelSizeA <= mostA ? pixelSizeA : null;
}

/** Pixels per centimetre as a fraction of two 32-bit numbers, good to nine digits. */
export function resolutionOfPixelSize(pixelSizeA: number): [numerator: number, denominator: number] {
  const perCentimetre = 1e8 / pixelSizeA;
  const digits = Math.max(0, Math.min(9, 9 - Math.ceil(Math.log10(perCentimetre))));
  const denominator = 10 ** digits;
  return [Math.min(2 ** 32 - 1, Math.round(perCentimetre * denominator)), denominator];
}
