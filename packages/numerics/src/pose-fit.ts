import { packAberrations, type Aberration } from './ctf.js';
import { native } from './native.js';
import type { RingLayout } from './rings.js';
import type { Poses, VolumeSpectrum } from './volume-spectrum.js';

/** Images on rings, compared with a volume. */
export interface PoseFit {
  readonly spectrum: VolumeSpectrum;
  /** The rings compared: those of `samples`, or the inner ones of them. */
  readonly layout: RingLayout;
  /** Complex pairs, (images, stride), from `imagesToRings`. */
  readonly samples: Float32Array;
  readonly stride: number;
  /** One for each image; its contrast transfer is taken as + sin (bright particles). */
  readonly aberrations: readonly Aberration[];
  readonly pixelSizeA: number;
  /** Strength of the signal in each image. */
  readonly scales: Float32Array;
}

export interface FittedPoses extends Poses {
  /** Logarithm of the likelihood against that of no particle, the law of shifts included. */
  readonly scores: Float32Array;
  /** The strength of the signal that would fit best. */
  readonly scales: Float32Array;
  /** Deviations that the noise allows: of each angle, and of each shift. */
  readonly angleErrorRad: Float32Array;
  readonly shiftErrorPx: Float32Array;
}

const width = 15;

/**
 * Improves poses, `each` of them for an image, one after the other, by at most `steps` steps of Levenberg and Marquardt's
 * method: with X an image, C its contrast transfer, S the noise's power, s the strength of its signal and F the volume's slice,
 * `sum of |X - s C F|² / S` becomes least. Shifts follow a normal law about 0 of deviation `shiftSpreadPx`.
 */
export async function fitPoses(
  fit: PoseFit,
  poses: Poses,
  {
    inverseNoise,
    shiftSpreadPx,
    steps,
    each = 1,
    threads = 1,
  }: { inverseNoise: Float32Array; shiftSpreadPx: number; steps: number; each?: number; threads?: number },
): Promise<FittedPoses> {
  const found = await native.fitPoses(toNative(fit, poses, inverseNoise, shiftSpreadPx), each, steps, threads);
  const count = found.length / width;
  const columns = (first: number, length: number): Float32Array =>
    Float32Array.from(
      { length: count * length },
      (_, i) => found[Math.floor(i / length) * width + first + (i % length)] ?? NaN,
    );
  return {
    rotations: columns(0, 9),
    shiftsPx: columns(9, 2),
    scores: columns(11, 1),
    scales: columns(12, 1),
    angleErrorRad: columns(13, 1),
    shiftErrorPx: columns(14, 1),
  };
}

/**
 * What many images, each at one pose, say of the phase that their microscope adds at each sample of the rings: sums over images
 * (samples, 6), all over the noise S, with g the phase of the aberration that is given, M = s F and F moved to where the particle lies:
 * Re(X conj M) sin g, Re(X conj M) cos g, Im(X conj M) sin g, |M|² sin² g, |M|² sin g cos g, |M|² cos² g.
 */
export function sumPhases(
  fit: PoseFit,
  poses: Poses,
  { inverseNoise, threads = 1 }: { inverseNoise: Float32Array; threads?: number },
): Promise<Float64Array> {
  return native.phaseSums(toNative(fit, poses, inverseNoise), threads);
}

/** Means along each ring of |X|², |X - s C F|² and Re(X conj(s C F)): (images, 3, rings). */
export function measureResiduals(
  fit: PoseFit,
  poses: Poses,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  return native.poseResiduals(toNative(fit, poses, new Float32Array(fit.layout.counts.length).fill(1)), threads);
}

/** The same as the kernel takes it. */
function toNative(
  { spectrum, layout, samples, stride, aberrations, pixelSizeA, scales }: PoseFit,
  { rotations, shiftsPx }: Poses,
  inverseNoise: Float32Array,
  shiftSpreadPx = 1,
): native.NativePoseFit {
  return {
    spectrum: spectrum.values,
    reach: spectrum.rings,
    boxSize: layout.boxPx,
    counts: [...layout.counts],
    orders: [...layout.orders],
    samples,
    stride,
    aberrations: packAberrations(aberrations),
    pixelSize: pixelSizeA,
    scales,
    inverseNoise,
    shiftSpread: shiftSpreadPx,
    rotations,
    shifts: shiftsPx,
  };
}
