import { native } from './native.js';

/** How a stored pixel is held: counts stay integers. */
export type PixelKind = 'u8' | 'i8' | 'u16' | 'i16' | 'f32';

/**
 * A movie in memory that the kernel owns, (frame, y, x), in the pixel type it was stored in.
 * It can be hundreds of megabytes that garbage collection does not see: release it in a `finally`.
 */
export interface MovieStack {
  readonly kind: PixelKind;
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  /** The handle that kernel routines take. */
  readonly handle: native.NativeStack;
  /** Gives the memory back; any later use rejects. */
  release(): Promise<void>;
}

export function createMovieStack(kind: PixelKind, frames: number, height: number, width: number): MovieStack {
  return wrapMovieStack(new native.NativeStack(kind, frames, height, width), { kind, frames, height, width });
}

/** A stack that a kernel routine made. */
export function wrapMovieStack(
  handle: native.NativeStack,
  shape: { kind: PixelKind; frames: number; height: number; width: number },
): MovieStack {
  return { ...shape, handle, release: () => handle.release() };
}
