import type { PatchSpectra, RadialCurve } from '@vitreous/numerics';

/** Frames' damping at evenly spaced frequencies from 0 to the limit: (frame, curve). */
export type Damping = readonly Float32Array[];

/** What the frames themselves say about signal and noise, and the weights that follow. */
export interface SignalWeights {
  /** Weight of each frequency in a correlation, such that correlations are logarithms of likelihoods. */
  readonly curve: RadialCurve;
  /** Share of the information that each frame carries; its mean is 1. */
  readonly frameInformation: Float64Array;
}

const bins = 64;

/**
 * Weights under which the correlation of frames is the likelihood of their displacements.
 *
 * A frame's coefficient is F_t = q_t M + noise of variance n, where the specimen's M has variance s and q_t is the
 * damping by exposure. With M integrated out, the logarithm of the likelihood of displacements is, up to a
 * constant, the sum over k of W |S|², where S is the sum of q_t F_t aligned, and W = s / (n (n + s Q)), Q the
 * sum of q_t². Both variances come from the power of the frames and of their sum, averaged over rings:
 * sum over t of |q_t F_t|² is s Q4 + n Q, and |S|² is s Q² + n Q, Q4 being the sum of q_t⁴.
 */
export async function measureSignal(
  spectra: PatchSpectra,
  displacements: Float32Array,
  {
    damping,
    limit,
    leastFrequency,
    threads,
  }: {
    damping: Damping;
    /** Highest and lowest frequency used, cycles a pixel. */
    limit: number;
    leastFrequency: number;
    threads: number;
  },
): Promise<SignalWeights> {
  const power = await spectra.radialPower(displacements, bins, { threads });
  const frames = spectra.frames;
  const at = (bin: number, frame: number): number => {
    const curve = damping[frame];
    return curve?.[Math.round(((bin + 0.5) / bins) * (curve.length - 1))] ?? 1;
  };
  const [signal, noise, counts] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  const squares = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    let [q2, q4] = [0, 0];
    for (let frame = 0; frame < frames; frame++) {
      const square = at(bin, frame) ** 2;
      q2 += square;
      q4 += square * square;
    }
    const count = power[2 * bins + bin] ?? 0;
    if (count === 0) continue;
    const single = ((power[bin] ?? 0) * frames) / count;
    const summed = (power[bins + bin] ?? 0) / count;
    squares[bin] = q2;
    counts[bin] = count;
    signal[bin] = (summed - single) / (q2 * q2 - q4);
    noise[bin] = Math.max((single - (signal[bin] ?? 0) * q4) / q2, 1e-3 * (single / q2));
  }
  const smooth = smoothSignal(signal, noise, squares, counts);
  const curve = Float32Array.from({ length: bins + 1 }, (_, i) => {
    // Bins hold their middles; the curve is linear between its values at their edges.
    const value = (bin: number): number => {
      const n = noise[bin] ?? 0;
      const s = smooth[bin] ?? 0;
      return (bin + 0.5) / bins < leastFrequency / limit || n === 0 ? 0 : s / (n * (n + s * (squares[bin] ?? 0)));
    };
    return (value(Math.max(0, i - 1)) + value(Math.min(bins - 1, i))) / 2;
  });
  const frameInformation = Float64Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    for (let bin = 0; bin < bins; bin++) {
      const weight = ((curve[bin] ?? 0) + (curve[bin + 1] ?? 0)) / 2;
      const k = (bin + 0.5) / bins;
      sum += (counts[bin] ?? 0) * weight * (smooth[bin] ?? 0) * k * k * at(bin, frame) ** 2 * (squares[bin] ?? 0);
    }
    return sum;
  });
  const mean = frameInformation.reduce((sum, value) => sum + value, 0) / frames;
  return {
    curve: { values: curve, end: limit },
    frameInformation: frameInformation.map((value) => (mean > 0 ? Math.max(0.05, value / mean) : 1)),
  };
}

/** The signal's variance, averaged over neighbouring rings as far as noise demands, and never negative. */
function smoothSignal(
  signal: Float64Array,
  noise: Float64Array,
  squares: Float64Array,
  counts: Float64Array,
): Float64Array {
  return signal.map((_, bin) => {
    let [sum, weight, error] = [0, 0, 0];
    for (let reach = 0; reach <= 6; reach++) {
      for (const other of reach === 0 ? [bin] : [bin - reach, bin + reach]) {
        const count = counts[other] ?? 0;
        if (count === 0) continue;
        // The relative spread of a ring's mean power is 1 / sqrt(count).
        sum += count * (signal[other] ?? 0);
        weight += count;
        error += count * ((noise[other] ?? 0) / Math.max(1e-30, squares[other] ?? 0)) ** 2;
      }
      if (weight > 0 && sum / weight > (4 * Math.sqrt(error)) / weight) return sum / weight;
    }
    return weight > 0 ? Math.max(0, sum / weight) : 0;
  });
}
