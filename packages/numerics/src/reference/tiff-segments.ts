import { halfToNumber } from './half.js';
import type { SegmentLayout, StoredPixel } from '../tiff-segments.js';

/** Bits of a stored pixel. */
export const bitsOfStoredPixel = (sample: StoredPixel): number => Number(sample.slice(1));

/** One stored pixel from its bytes, as a number. */
function pixelOf(view: DataView, at: number, sample: StoredPixel, bigEndian: boolean): number {
  const little = !bigEndian;
  const readers: Partial<Record<StoredPixel, () => number>> = {
    u8: () => view.getUint8(at),
    i8: () => view.getInt8(at),
    u16: () => view.getUint16(at, little),
    i16: () => view.getInt16(at, little),
    u32: () => view.getUint32(at, little),
    i32: () => view.getInt32(at, little),
    u64: () => Number(view.getBigUint64(at, little)),
    i64: () => Number(view.getBigInt64(at, little)),
    f16: () => halfToNumber(view.getUint16(at, little)),
    f32: () => view.getFloat32(at, little),
    f64: () => view.getFloat64(at, little),
  };
  return readers[sample]?.() ?? NaN;
}

/** Undoes a predictor in a copy of one stored row. */
export function undoPredictor(stored: Uint8Array, layout: SegmentLayout): Uint8Array {
  const row = Uint8Array.from(stored);
  const size = bitsOfStoredPixel(layout.sample) / 8;
  const count = Math.floor(row.length / size);
  if (layout.predictor === 2) {
    // Addition of words, byte by byte with carry, so that 64 bits need no other arithmetic.
    for (let i = 1; i < count; i++) {
      let carry = 0;
      for (let k = 0; k < size; k++) {
        const byte = layout.bigEndian ? size - 1 - k : k;
        const sum = (row[(i - 1) * size + byte] ?? 0) + (row[i * size + byte] ?? 0) + carry;
        row[i * size + byte] = sum & 255;
        carry = sum >> 8;
      }
    }
  }
  if (layout.predictor === 3) {
    for (let i = 1; i < row.length; i++) row[i] = ((row[i - 1] ?? 0) + (row[i] ?? 0)) & 255;
    const planes = Uint8Array.from(row);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < size; k++) {
        row[i * size + (layout.bigEndian ? k : size - 1 - k)] = planes[k * count + i] ?? 0;
      }
    }
  }
  return row;
}

/** The inverse of `undoPredictor`. */
export function applyPredictor(plain: Uint8Array, layout: SegmentLayout): Uint8Array {
  const row = Uint8Array.from(plain);
  const size = bitsOfStoredPixel(layout.sample) / 8;
  const count = Math.floor(row.length / size);
  if (layout.predictor === 2) {
    for (let i = count - 1; i > 0; i--) {
      let borrow = 0;
      for (let k = 0; k < size; k++) {
        const byte = layout.bigEndian ? size - 1 - k : k;
        const difference = (row[i * size + byte] ?? 0) - (row[(i - 1) * size + byte] ?? 0) - borrow;
        row[i * size + byte] = difference & 255;
        borrow = difference < 0 ? 1 : 0;
      }
    }
  }
  if (layout.predictor === 3) {
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < size; k++) {
        row[k * count + i] = plain[i * size + (layout.bigEndian ? k : size - 1 - k)] ?? 0;
      }
    }
    for (let i = row.length - 1; i > 0; i--) row[i] = ((row[i] ?? 0) - (row[i - 1] ?? 0)) & 255;
  }
  return row;
}

/**
 * Slow twin of the kernel's reading of one page: `segments` are its unpacked strips or tiles in order; answers
 * height * width numbers with the rows reversed.
 */
export function layTiffSegments(
  segments: readonly Uint8Array[],
  layout: SegmentLayout,
  height: number,
  width: number,
): Float64Array {
  const page = new Float64Array(height * width).fill(NaN);
  const bits = bitsOfStoredPixel(layout.sample);
  const rowBytes = Math.ceil((layout.columns * bits) / 8);
  const across = Math.ceil(width / layout.columns);
  segments.forEach((bytes, index) => {
    const top = Math.floor(index / across) * layout.rows;
    const left = (index % across) * layout.columns;
    for (let r = 0; r < layout.rows && top + r < height; r++) {
      const row = undoPredictor(bytes.subarray(r * rowBytes, (r + 1) * rowBytes), layout);
      const view = new DataView(row.buffer);
      for (let c = 0; c < layout.columns && left + c < width; c++) {
        const value =
          bits < 8
            ? ((row[Math.floor((c * bits) / 8)] ?? 0) >> (8 - bits - ((c * bits) % 8))) & (2 ** bits - 1)
            : pixelOf(view, (c * bits) / 8, layout.sample, layout.bigEndian);
        page[(height - 1 - top - r) * width + left + c] = value;
      }
    }
  });
  return page;
}
