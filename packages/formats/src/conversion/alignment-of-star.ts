import { DataError } from '@vitreous/errors';
import type { StandardValues } from '../cs/standard-fields.js';
import { alignmentFields } from './field-map.js';
import { posesOfAngles } from './poses.js';
import type { LabelReader } from './relion-rows.js';

/** What RELION writes for an angle that has not been found. */
const noAngle = -999;

/** 2D where all rows have psi alone, 3D otherwise; nothing where RELION has not aligned yet. */
export function readAlignment(
  reader: LabelReader,
  length: number,
  pixelSizeA: Float64Array | null,
  path: string,
): Record<string, StandardValues> {
  const [rot, tilt, psi] = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'].map((label) => reader.numbers(label));
  if (!psi || psi.every((angle) => angle === noAngle)) return {};
  const is3d = [rot, tilt].some((angles) => angles?.some((angle) => angle !== 0));
  const slot = is3d ? 'alignments3D' : 'alignments2D';
  const columns: Record<string, StandardValues> = {};
  const inOrder = [rot, tilt, psi];
  columns[`${slot}/pose`] = is3d
    ? posesOfAngles(Float64Array.from({ length: 3 * length }, (_, i) => inOrder[i % 3]?.[Math.floor(i / 3)] ?? 0))
    : psi.map((angle) => (angle * Math.PI) / 180);
  const shift = shifts(reader, length, pixelSizeA, path);
  if (shift !== null) columns[`${slot}/shift`] = shift;
  if (pixelSizeA !== null) columns[`${slot}/psize_A`] = pixelSizeA;
  for (const { field, label, offset } of alignmentFields) {
    const values = reader.numbers(label);
    if (values !== null) columns[`${slot}/${field}`] = values.map((value) => Math.max(0, value - offset));
  }
  return columns;
}

/** Pixels: RELION 3.1's Å over the pixel size, or RELION 3.0's pixels. */
function shifts(
  reader: LabelReader,
  length: number,
  pixelSizeA: Float64Array | null,
  path: string,
): Float64Array | null {
  const inA = ['rlnOriginXAngst', 'rlnOriginYAngst'].map((label) => reader.numbers(label));
  const inPx = ['rlnOriginX', 'rlnOriginY'].map((label) => reader.numbers(label));
  if (inA.includes(null)) {
    return inPx.includes(null)
      ? null
      : Float64Array.from({ length: 2 * length }, (_, i) => inPx[i % 2]?.[i >> 1] ?? NaN);
  }
  if (pixelSizeA === null) {
    throw new DataError(`${path}: origins are in Å, but no pixel size is given (_rlnImagePixelSize): name it.`);
  }
  return Float64Array.from(
    { length: 2 * length },
    // Over the pixel size as the dataset will hold it, so that their product is the origin again.
    (_, i) => (inA[i % 2]?.[i >> 1] ?? NaN) / Math.fround(pixelSizeA[i >> 1] ?? NaN),
  );
}
