import { halfToNumber } from './half.js';

const readers = {
  u8: { bytes: 1, read: (view: DataView, at: number): number => view.getUint8(at) },
  i8: { bytes: 1, read: (view: DataView, at: number): number => view.getInt8(at) },
  u16: { bytes: 2, read: (view: DataView, at: number, little: boolean): number => view.getUint16(at, little) },
  i16: { bytes: 2, read: (view: DataView, at: number, little: boolean): number => view.getInt16(at, little) },
  f16: {
    bytes: 2,
    read: (view: DataView, at: number, little: boolean): number => halfToNumber(view.getUint16(at, little)),
  },
  f32: { bytes: 4, read: (view: DataView, at: number, little: boolean): number => view.getFloat32(at, little) },
} as const;

/** Slow twin of the kernel's raw pixel reading: one number at a time. `bytes` starts at the first pixel. */
export function decodeRawPixels(
  bytes: Uint8Array,
  rows: number,
  width: number,
  encoding: keyof typeof readers | 'u4',
  bigEndian: boolean,
): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(rows * width);
  for (let index = 0; index < values.length; index++) {
    if (encoding === 'u4') {
      const [row, column] = [Math.floor(index / width), index % width];
      const byte = view.getUint8(row * Math.ceil(width / 2) + Math.floor(column / 2));
      values[index] = column % 2 === 0 ? byte & 15 : byte >> 4;
    } else {
      const reader = readers[encoding];
      values[index] = reader.read(view, index * reader.bytes, !bigEndian);
    }
  }
  return values;
}
