import { averageAreas, createImage, type Image } from '@vitreous/numerics';

/** Longest side of the background, binned pixels. */
const longestSide = 128;
/** Deviation of the bell that smooths it, binned pixels. */
const blur = 4;

export interface Background {
  readonly image: Image;
  /** Pixels of the micrograph to a pixel of the background, along its longer side. */
  readonly binFactor: number;
}

/** The slow change of a micrograph's brightness, from ice thickness and illumination, on a coarse grid. */
export async function estimateBackground(micrograph: Image, { threads }: { threads: number }): Promise<Background> {
  const binFactor = Math.max(1, Math.max(micrograph.height, micrograph.width) / longestSide);
  const height = Math.max(1, Math.round(micrograph.height / binFactor));
  const width = Math.max(1, Math.round(micrograph.width / binFactor));
  const binned = await averageAreas(micrograph, height, width, { threads });
  const along = blurLines(binned, height, width, 1, width);
  return { image: createImage(height, width, blurLines(along, width, height, width, 1)), binFactor };
}

/** Blurs `lines` lines of `length` values `step` apart; near an end the bell is cut and made whole again. */
function blurLines(values: Float32Array, lines: number, length: number, step: number, stride: number): Float32Array {
  const reach = Math.ceil(3 * blur);
  const output = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let [sum, weight] = [0, 0];
      for (let j = Math.max(0, i - reach); j <= Math.min(length - 1, i + reach); j++) {
        const share = Math.exp(-((j - i) ** 2) / (2 * blur * blur));
        sum += share * (values[line * stride + j * step] ?? 0);
        weight += share;
      }
      output[line * stride + i * step] = sum / weight;
    }
  }
  return output;
}
