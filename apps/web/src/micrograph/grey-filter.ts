/** A grey picture, a byte per pixel, row 0 first. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Standard deviations between the middle and the ends of what filtered pictures are stretched to. */
const shownDeviations = 5;

/** Halves both sides by means of four; a last odd row or column is left out. */
export function halve({ width, height, data }: Grey): Grey {
  const [w, h] = [Math.max(1, width >> 1), Math.max(1, height >> 1)];
  const half = new Uint8Array(w * h);
  const right = width > 1 ? 1 : 0;
  const below = height > 1 ? width : 0;
  for (let y = 0; y < h; y++) {
    let at = 2 * y * width;
    for (let x = 0, to = y * w; x < w; x++, at += 2, to++) {
      const sum = (data[at] ?? 0) + (data[at + right] ?? 0) + (data[at + below] ?? 0) + (data[at + below + right] ?? 0);
      half[to] = (sum + 2) >> 2;
    }
  }
  return { width: w, height: h, data: half };
}

/**
 * Blurs by a Gaussian, on no more pixels than its detail needs, and stretches what is left to five standard deviations
 * about its mean: noise averages out, and grey would else fade.
 *
 * @param sigmaPx standard deviation in px of the picture, above 0.
 */
export function blur(picture: Grey, sigmaPx: number): Grey {
  const bin = Math.max(1, Math.floor(sigmaPx));
  const small = binMeans(picture, bin);
  // A mean over `bin` px has blurred already, by the variance of its box.
  const sigma = Math.sqrt(Math.max(0.05, sigmaPx ** 2 - (bin ** 2 - 1) / 12)) / bin;
  const kernel = gaussian(sigma);
  const across = convolveRows(small.values, small.width, small.height, kernel);
  const { values, width, height } = {
    values: transpose(
      convolveRows(transpose(across, small.width, small.height), small.height, small.width, kernel),
      small.height,
      small.width,
    ),
    width: small.width,
    height: small.height,
  };
  return { width, height, data: stretch(values) };
}

interface Means {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

function binMeans({ width, height, data }: Grey, bin: number): Means {
  const [w, h] = [Math.max(1, Math.floor(width / bin)), Math.max(1, Math.floor(height / bin))];
  const values = new Float32Array(w * h);
  const scale = 1 / (bin * bin);
  for (let y = 0; y < h * bin; y++) {
    const to = Math.floor(y / bin) * w;
    let at = y * width;
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let i = 0; i < bin; i++) sum += data[at++] ?? 0;
      values[to + x] = (values[to + x] ?? 0) + sum * scale;
    }
  }
  return { width: w, height: h, values };
}

function gaussian(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Beyond its ends a row goes on as its last value. */
function convolveRows(values: Float32Array, width: number, height: number, kernel: Float32Array): Float32Array {
  const radius = kernel.length >> 1;
  const out = new Float32Array(values.length);
  const row = new Float32Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    row.set(values.subarray(start, start + width), radius);
    row.fill(values[start] ?? 0, 0, radius);
    row.fill(values[start + width - 1] ?? 0, radius + width);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += (row[x + k] ?? 0) * (kernel[k] ?? 0);
      out[start + x] = sum;
    }
  }
  return out;
}

function transpose(values: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = values[y * width + x] ?? 0;
  return out;
}

function stretch(values: Float32Array): Uint8Array {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(1e-6, squares / values.length - mean * mean));
  const bytes = new Uint8ClampedArray(values.length);
  const scale = 127.5 / (shownDeviations * deviation);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 127.5 + ((values[i] ?? 0) - mean) * scale;
  return new Uint8Array(bytes.buffer);
}

/**
 * The Gaussian that leaves half of the amplitude at a resolution. Its transform is exp(-2 pi² sigma² k²).
 *
 * @returns its standard deviation in px.
 */
export function sigmaOfLowPass(lowPassA: number, pixelSizeA: number): number {
  return (lowPassA * Math.sqrt(Math.LN2 / 2)) / Math.PI / pixelSizeA;
}
