import type { PixelEncoding } from '@vitreous/numerics';

/** Modes that hold images of numbers, with how a pixel lies in the file. */
export const mrcModes: Readonly<Partial<Record<number, PixelEncoding>>> = {
  0: 'i8',
  1: 'i16',
  2: 'f32',
  6: 'u16',
  12: 'f16',
  101: 'u4',
};

/** Modes of the format that are no images, with what they are. */
export const otherMrcModes: Readonly<Partial<Record<number, string>>> = {
  3: 'complex 16-bit integers (a Fourier transform)',
  4: 'complex 32-bit floats (a Fourier transform)',
  16: 'red, green and blue bytes (a colour picture)',
};

/** Bytes of one row of `width` pixels. */
export function rowBytes(encoding: PixelEncoding, width: number): number {
  const bits = { u4: 4, u8: 8, i8: 8, u16: 16, i16: 16, f16: 16, f32: 32 }[encoding];
  return Math.ceil((bits * width) / 8);
}
