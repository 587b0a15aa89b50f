import type { ByteCodec, StoredPixel } from '@vitreous/numerics';

/** The codings that are read, by their number in the compression tag. */
export const codecOfCompression: Readonly<Record<number, ByteCodec>> = {
  1: 'none',
  5: 'lzw',
  8: 'deflate',
  32946: 'deflate',
  32773: 'packbits',
  // Registered first, used by few; libtiff and all others write 50000.
  34926: 'zstd',
  50000: 'zstd',
};

/** Numbers that are written. */
export const compressionOfCodec: Readonly<Record<ByteCodec, number>> = {
  none: 1,
  lzw: 5,
  deflate: 8,
  zstd: 50000,
  packbits: 32773,
};

const unread: Readonly<Record<number, string>> = {
  2: 'CCITT run lengths',
  3: 'CCITT group 3 fax',
  4: 'CCITT group 4 fax',
  6: 'old-style JPEG',
  7: 'JPEG',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34676: 'SGI LogLuv',
  34677: 'SGI LogLuv',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  34933: 'PNG',
  34934: 'JPEG XR',
  50001: 'WebP',
  50002: 'JPEG XL',
  65000: 'EER: this is an EER movie, not a TIFF',
  65001: 'EER: this is an EER movie, not a TIFF',
  65002: 'EER: this is an EER movie, not a TIFF',
};

export const nameOfCompression = (compression: number): string =>
  codecOfCompression[compression] ?? unread[compression] ?? 'unknown here';

/**
 * The most bytes that one byte of each coding can stand for, so that a page cannot claim more pixels than its
 * data could hold. LZW: the longest string of a full table from a code of 9 bits; deflate: 258 bytes from 2 bits;
 * zstd: a block of 128 KiB from 4 bytes; PackBits: 128 from 2.
 */
export const mostUnpacked: Readonly<Record<ByteCodec, number>> = {
  none: 1,
  lzw: 3641,
  deflate: 1032,
  zstd: 32768,
  packbits: 64,
};

const formats: Readonly<Record<number, string>> = { 1: 'u', 2: 'i', 3: 'f', 4: 'u' };
const storedPixels: readonly StoredPixel[] = [
  ...(['u1', 'u2', 'u4', 'u8', 'u16', 'u32', 'u64'] as const),
  ...(['i8', 'i16', 'i32', 'i64'] as const),
  ...(['f16', 'f32', 'f64'] as const),
];

/** The pixel that tags SampleFormat (1 or absent: unsigned) and BitsPerSample describe, or null: it is not read. */
export function findStoredPixel(sampleFormat: number, bits: number): StoredPixel | null {
  const name = `${formats[sampleFormat] ?? '?'}${bits}`;
  return storedPixels.find((pixel) => pixel === name) ?? null;
}

export const nameOfSampleFormat = (sampleFormat: number): string =>
  ({ 1: 'unsigned integers', 2: 'signed integers', 3: 'floats', 5: 'complex integers', 6: 'complex floats' })[
    sampleFormat
  ] ?? `sample format ${sampleFormat}`;

export const nameOfPhotometric = (photometric: number): string =>
  ({ 2: 'RGB colour', 3: 'a colour palette', 4: 'a mask', 5: 'CMYK colour', 6: 'YCbCr colour', 8: 'CIELab colour' })[
    photometric
  ] ?? `photometric interpretation ${photometric}`;
