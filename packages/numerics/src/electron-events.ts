import type { MovieStack } from './movie-stack.js';
import { native } from './native.js';

/** How the events of a counting camera are coded (EER), and its sensor. */
export interface EventCoding {
  /** Bits of the count of pixels without an electron. */
  readonly runBits: number;
  /** Bits of the place within a pixel, along x and y. */
  readonly horizontalBits: number;
  readonly verticalBits: number;
  readonly height: number;
  readonly width: number;
}

/** Where the bytes of raw frames lie in a file: for each, `strips` pieces of (`offsets`, `lengths`). */
export interface RawFrameRanges {
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  readonly strips: Uint32Array;
}

/**
 * Fills each frame of `movie`, of kind u8 or u16, with the electrons of the next `counts[frame]` raw frames. It has
 * 2^`zoom` pixels to a pixel of the sensor along each axis, rows in the order of the raw frame's. A
 * pixel gets at most one electron from each raw frame, so that no count is lost.
 *
 * @throws Error naming the raw frame, when its events are cut short; or when `zoom` is finer than the coding.
 */
export function renderElectronEvents(
  movie: MovieStack,
  path: string,
  coding: EventCoding,
  { offsets, lengths, strips }: RawFrameRanges,
  { zoom, counts, threads = 1 }: { zoom: number; counts: Uint32Array; threads?: number },
): Promise<void> {
  return native.renderElectronEvents(
    movie.handle,
    path,
    { ...coding },
    zoom,
    offsets,
    lengths,
    strips,
    counts,
    threads,
  );
}

/**
 * One raw frame's bytes from the places of its electrons, y * (width << horizontalBits) + x on the finest grid
 * in any order. Where a pixel of the sensor is hit twice, one electron is kept, as in the
 * camera: `electrons` says how many are left.
 */
export function packElectronEvents(
  places: Uint32Array,
  coding: EventCoding,
): Promise<{ bytes: Uint8Array; electrons: number }> {
  return native.packElectronEvents(places, { ...coding });
}
