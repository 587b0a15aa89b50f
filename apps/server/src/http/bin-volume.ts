export interface BinnedVolume {
  /** Sections, rows, columns. */
  readonly shape: readonly [number, number, number];
  /** 0 stands for `low`, 65535 for `high`. */
  readonly data: Uint16Array;
  readonly low: number;
  readonly high: number;
}

/**
 * Means over cubes of `factor` voxels, as 16-bit numbers between the least and the greatest; what is left over at the far
 * ends is cut off. Others get their turn between sections.
 */
export async function binVolume(
  volume: { depth: number; height: number; width: number; data: Float32Array },
  factor: number,
): Promise<BinnedVolume> {
  const [depth, height, width] = [volume.depth, volume.height, volume.width].map((n) => Math.floor(n / factor)) as [
    number,
    number,
    number,
  ];
  const means = new Float32Array(depth * height * width);
  const parts = factor ** 3;
  for (let z = 0; z < depth * factor; z++) {
    for (let y = 0; y < height * factor; y++) {
      const from = (z * volume.height + y) * volume.width;
      const to = (Math.floor(z / factor) * height + Math.floor(y / factor)) * width;
      for (let x = 0; x < width * factor; x++) {
        const at = to + Math.floor(x / factor);
        means[at] = (means[at] ?? 0) + (volume.data[from + x] ?? 0) / parts;
      }
    }
    if (z % 8 === 7) await new Promise((resolve) => setImmediate(resolve));
  }
  let [low, high] = [Infinity, -Infinity];
  for (const value of means) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > low)) [low, high] = [Number.isFinite(low) ? low : 0, (Number.isFinite(low) ? low : 0) + 1];
  const scale = 65535 / (high - low);
  return {
    shape: [depth, height, width],
    data: Uint16Array.from(means, (value) => (value - low) * scale + 0.5),
    low,
    high,
  };
}
