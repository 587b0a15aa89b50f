import { packAberrations, type Aberration } from './ctf.js';
import { native } from './native.js';
import type { Poses } from './volume-spectrum.js';

/** Images to be added to a volume as central slices. */
export interface Slices extends Poses {
  /** (images, box, box). */
  readonly images: Float32Array;
  /** What each image is multiplied by: (box, box). */
  readonly window: Float32Array;
  /** One for each image; its contrast transfer is taken as + sin (bright particles). */
  readonly aberrations: readonly Aberration[];
  readonly pixelSizeA: number;
  /** Strength of the signal in each image; 0 leaves the image out. */
  readonly scales: Float32Array;
  /** 1 / power of the noise at radii 0 .. rings: for all images, or a row for each. */
  readonly inverseNoise: Float32Array;
}

/**
 * Sums of slices: with X an image, C its contrast transfer and S the noise's power, X C / S and C² / S spread over the nodes of
 * a volume's spectrum. The kernel owns the memory: release it in a `finally`.
 */
export interface SliceSums {
  readonly boxPx: number;
  readonly rings: number;
  /** Adds images, each under every turn of `symmetry` (turns, 9). */
  insert(slices: Slices, symmetry: Float32Array, options?: { threads?: number }): Promise<void>;
  /**
   * Replaces the sums by the sum of all their turns (turns, 9), either all of which map the axes to axes (exact), or all of which
   * are about z (good to a thousandth).
   */
  symmetrise(turns: Float32Array, options?: { threads?: number }): Promise<void>;
  /** Makes all that was added so far count `factor` times. */
  fade(factor: number): Promise<void>;
  add(other: SliceSums): Promise<void>;
  /** Mean of C² / S over the nodes at each radius, 0 .. rings. */
  meanDenominators(): Promise<Float64Array>;
  /** The volume: sums of X C / S over those of C² / S plus `added`, times `factors`, both at radii 0 .. rings. */
  toVolume(added: Float64Array, factors: Float64Array, options?: { threads?: number }): Promise<Float32Array>;
  /** All that was added, as `restore` takes it. */
  values(): Promise<Float32Array>;
  /** Takes the place of all that was added. */
  restore(values: Float32Array): Promise<void>;
  release(): Promise<void>;
  readonly handle: native.NativeSliceSums;
}

export function createSliceSums(boxPx: number, rings: number): SliceSums {
  const handle = new native.NativeSliceSums(boxPx, rings);
  return {
    boxPx,
    rings,
    handle,
    insert: (slices, symmetry, { threads = 1 } = {}) =>
      handle.insert(
        slices.images,
        slices.window,
        packAberrations(slices.aberrations),
        slices.pixelSizeA,
        slices.rotations,
        slices.shiftsPx,
        slices.scales,
        slices.inverseNoise,
        symmetry,
        threads,
      ),
    symmetrise: (turns, { threads = 1 } = {}) => handle.symmetrise(turns, threads),
    fade: (factor) => handle.fade(factor),
    add: (other) => handle.add(other.handle),
    meanDenominators: () => handle.meanDenominators(),
    toVolume: (added, factors, { threads = 1 } = {}) => handle.volume(added, factors, threads),
    values: () => handle.values(),
    restore: (values) => handle.restore(values),
    release: () => handle.release(),
  };
}
