import { native } from './native.js';
import type { RingLayout } from './rings.js';

/** The Fourier transform of a volume, on a grid of half steps of one over the box, up to a radius. */
export interface VolumeSpectrum {
  readonly boxPx: number;
  /** Radius that points may have, steps of one over the box; at most boxPx / 2. */
  readonly rings: number;
  /** As the kernel keeps it. */
  readonly values: Float32Array;
}

/** Where images lie against a volume: r_image = rotation r_map, then moved by the shift. */
export interface Poses {
  /** (poses, 9), row-major. */
  readonly rotations: Float32Array;
  /** Where the volume's middle lies from the image's, pixels: (poses, 2), x first. */
  readonly shiftsPx: Float32Array;
}

/** The spectrum of `boxPx`³ voxels (z, y, x), the phase origin on voxel floor(boxPx / 2). */
export async function transformVolume(
  volume: Float32Array,
  boxPx: number,
  rings: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<VolumeSpectrum> {
  return { boxPx, rings, values: await native.spectrumOfVolume(volume, boxPx, rings, threads) };
}

/**
 * Central slices as angular orders on rings, (rotations, 2, orders): point (kx, ky) of a slice is the point
 * kx row 0 + ky row 1 of the volume's spectrum, rows being those of its rotation (9 numbers).
 */
export function takeSlices(
  spectrum: VolumeSpectrum,
  rotations: Float32Array,
  { boxPx, counts, orders }: RingLayout,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.sliceOrders(spectrum.values, spectrum.rings, rotations, boxPx, [...counts], [...orders], threads);
}
