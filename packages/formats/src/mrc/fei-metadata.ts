/**
 * What Thermo Fisher (FEI) software says of the first image in an extended header of type FEI1 or FEI2: a block
 * of fixed offsets, lengths in metres, angles in degrees, of which only those marked in a bit mask count.
 * Layout: "MRC2014 extended header, EPU/Tomo MRC image file format", and the tables of the MRC2014 paper.
 */
export interface FeiMetadata {
  readonly pixelSizeA: number | null;
  readonly accelKv: number | null;
  /** Total dose of the image. */
  readonly doseEPerA2: number | null;
  /** Underfocus positive, as everywhere here; the file has it negative. */
  readonly defocusA: number | null;
  /** Underfocus positive. */
  readonly appliedDefocusA: number | null;
  readonly magnification: number | null;
  readonly exposureSeconds: number | null;
  readonly alphaTiltDeg: number | null;
  readonly stageUm: { readonly x: number; readonly y: number; readonly z: number } | null;
  readonly microscope: string;
  readonly application: string;
  readonly camera: string;
}

/** Bytes of the shorter of the two blocks, FEI1. */
const blockBytes = 768;

/** From the first block; null where the bytes are no such block. */
export function parseFeiMetadata(block: Uint8Array, bigEndian: boolean): FeiMetadata | null {
  if (block.length < blockBytes) return null;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (view.getInt32(0, !bigEndian) < blockBytes) return null;
  const masks = [8, 297].map((offset) => view.getUint32(offset, !bigEndian));
  const has = (mask: number, bit: number): boolean => (((masks[mask] ?? 0) >>> bit) & 1) === 1;
  const number = (mask: number, bit: number, offset: number, scale = 1): number | null => {
    const value = view.getFloat64(offset, !bigEndian) * scale;
    return has(mask, bit) && Number.isFinite(value) ? value : null;
  };
  const text = (offset: number): string =>
    Buffer.from(block.subarray(offset, offset + 16))
      .toString('latin1')
      .replace(/\0.*$/s, '')
      .trim();
  const [x, y, z] = [number(0, 9, 116, 1e6), number(0, 10, 124, 1e6), number(0, 11, 132, 1e6)];
  return {
    pixelSizeA: number(0, 14, 156, 1e10),
    accelKv: number(0, 5, 84, 1e-3),
    doseEPerA2: number(0, 6, 92, 1e-20),
    defocusA: number(0, 22, 220, -1e10),
    appliedDefocusA: number(0, 24, 236, -1e10),
    magnification: number(0, 31, 289),
    exposureSeconds: number(1, 16, 419),
    alphaTiltDeg: number(0, 7, 100),
    stageUm: x === null || y === null || z === null ? null : { x, y, z },
    microscope: text(20),
    application: `${text(52)} ${text(68)}`.trim(),
    camera: text(435),
  };
}
