import { native } from './native.js';

/**
 * An aberration phase as a polynomial of the spatial frequency (kx, ky) in 1/Å. The phase, divided by pi, is
 * `constant + xx kx² + xy kx ky + yy ky² + fourth k⁴` and, where there are `turned` terms, at angle t from x towards y,
 * `k⁴ (turned[0] cos 2t + turned[1] sin 2t + turned[2] cos 4t + turned[3] sin 4t)` besides.
 */
export interface Aberration {
  readonly constant: number;
  /** Å², like `xy` and `yy`. */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  /** Å⁴, like `turned`. */
  readonly fourth: number;
  readonly turned?: readonly [number, number, number, number];
}

/**
 * Minus the sine of each aberration phase over the half spectrum of an image of `height` x `width` pixels:
 * (count, height, floor(width / 2) + 1), frequency 0 first on both axes. An even size has its Nyquist row at
 * -1 / (2 pixelSizeA).
 */
export function evaluateContrastTransfer(
  aberrations: readonly Aberration[],
  height: number,
  width: number,
  pixelSizeA: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.ctfHalfSpectra(packAberrations(aberrations), height, width, pixelSizeA, threads);
}

/** Spatial frequencies and what is known at them, to be compared with a squared contrast transfer. */
export interface SpectrumSamples {
  /** 1/Å. */
  readonly kx: Float32Array;
  readonly ky: Float32Array;
  /** Data times weight. */
  readonly weighted: Float32Array;
  readonly weights: Float32Array;
}

/**
 * For each aberration, with `c = cos(2 phase)` (its squared contrast transfer is `(1 - c) / 2`), the sums over all
 * samples of `weighted c`, `weights c` and `weights c²`: (aberrations, 3). Many aberrations a call, none with `turned` terms.
 */
export function sumCorrelations(
  samples: SpectrumSamples,
  aberrations: readonly Aberration[],
  { threads = 1 }: { threads?: number } = {},
): Promise<Float64Array> {
  const { kx, ky, weighted, weights } = samples;
  return native.ctfCorrelationSums(kx, ky, weighted, weights, packAberrations(aberrations), threads);
}

/** (constant, xx, xy, yy, fourth, turned) of each, as the kernel takes them. */
export function packAberrations(aberrations: readonly Aberration[]): Float64Array {
  return Float64Array.from(
    aberrations.flatMap(({ constant, xx, xy, yy, fourth, turned = [0, 0, 0, 0] }) => [
      ...[constant, xx, xy, yy, fourth],
      ...turned,
    ]),
  );
}
