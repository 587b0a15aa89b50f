import type { PatchSpectra, RadialCurve } from '@vitreous/numerics';

const bins = 64;

/**
 * Weight of each frequency in a correlation, such that the correlation of frames is the logarithm of the likelihood of
 * their displacements.
 *
 * A frame's coefficient is M + noise of variance n, where the specimen's M has variance s. With M integrated out, the
 * logarithm of the likelihood of displacements is, up to a constant, the sum over k of W |S|², where S is the sum of the
 * F frames aligned, and W = s / (n (n + s F)). Both variances come from the power of the frames and of their sum,
 * averaged over rings: that of a frame is s + n, that of the sum s F² + n F.
 */
export async function measureSignal(
  spectra: PatchSpectra,
  displacements: Float32Array,
  {
    limit,
    leastFrequency,
    threads,
  }: {
    /** Highest and lowest frequency used, cycles a pixel. */
    limit: number;
    leastFrequency: number;
    threads: number;
  },
): Promise<RadialCurve> {
  const power = await spectra.radialPower(displacements, bins, { threads });
  const frames = spectra.frames;
  const [signal, noise, counts] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  for (let bin = 0; bin < bins; bin++) {
    const count = power[2 * bins + bin] ?? 0;
    if (count === 0) continue;
    const single = (power[bin] ?? 0) / count;
    const summed = (power[bins + bin] ?? 0) / count;
    counts[bin] = count;
    signal[bin] = (summed - single * frames) / (frames * (frames - 1));
    noise[bin] = Math.max(single - (signal[bin] ?? 0), 1e-3 * single);
  }
  const smooth = smoothSignal(signal, noise, frames, counts);
  const values = Float32Array.from({ length: bins + 1 }, (_, i) => {
    // Bins hold their middles; the curve is linear between its values at their edges.
    const value = (bin: number): number => {
      const n = noise[bin] ?? 0;
      const s = smooth[bin] ?? 0;
      return (bin + 0.5) / bins < leastFrequency / limit || n === 0 ? 0 : s / (n * (n + s * frames));
    };
    return (value(Math.max(0, i - 1)) + value(Math.min(bins - 1, i))) / 2;
  });
  return { values, end: limit };
}

/** The signal's variance, averaged over neighbouring rings as far as noise demands, and never negative. */
function smoothSignal(signal: Float64Array, noise: Float64Array, frames: number, counts: Float64Array): Float64Array {
  return signal.map((_, bin) => {
    let [sum, weight, error] = [0, 0, 0];
    for (let reach = 0; reach <= 6; reach++) {
      for (const other of reach === 0 ? [bin] : [bin - reach, bin + reach]) {
        const count = counts[other] ?? 0;
        if (count === 0) continue;
        // The relative spread of a ring's mean power is 1 / sqrt(count).
        sum += count * (signal[other] ?? 0);
        weight += count;
        error += count * ((noise[other] ?? 0) / frames) ** 2;
      }
      if (weight > 0 && sum / weight > (4 * Math.sqrt(error)) / weight) return sum / weight;
    }
    return weight > 0 ? Math.max(0, sum / weight) : 0;
  });
}
