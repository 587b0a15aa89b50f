import { forwardReal, inverseReal } from '@vitreous/numerics';

/** Calls `visit` with each node of a half spectrum of n³ voxels: its place, its radius and how many nodes it stands for. */
export function visitHalfSpectrum(n: number, visit: (index: number, radius: number, weight: number) => void): void {
  const half = Math.floor(n / 2) + 1;
  const signed = (index: number): number => (2 * index < n ? index : index - n);
  let at = 0;
  for (let z = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      const plane = signed(z) ** 2 + signed(y) ** 2;
      for (let x = 0; x < half; x++, at++) {
        visit(at, Math.sqrt(plane + x * x), x === 0 || 2 * x === n ? 1 : 2);
      }
    }
  }
}

/** Sums over the shells of radius 0 .. floor(n / 2) of a b*, |a|² and |b|², from two half spectra. */
export function multiplyOnShells(
  a: Float32Array,
  b: Float32Array,
  n: number,
): { product: Float64Array; first: Float64Array; second: Float64Array } {
  const shells = Math.floor(n / 2) + 1;
  const [product, first, second] = [new Float64Array(shells), new Float64Array(shells), new Float64Array(shells)];
  visitHalfSpectrum(n, (index, radius, weight) => {
    const shell = Math.round(radius);
    if (shell >= shells) return;
    const [ar, ai, br, bi] = [a[2 * index] ?? 0, a[2 * index + 1] ?? 0, b[2 * index] ?? 0, b[2 * index + 1] ?? 0];
    product[shell] = (product[shell] ?? 0) + weight * (ar * br + ai * bi);
    first[shell] = (first[shell] ?? 0) + weight * (ar * ar + ai * ai);
    second[shell] = (second[shell] ?? 0) + weight * (br * br + bi * bi);
  });
  return { product, first, second };
}

/** Correlation of two half spectra on the shells of radius 0 .. floor(n / 2) (Harauz and van Heel 1986, Optik 73, 146). */
export function correlateShells(a: Float32Array, b: Float32Array, n: number): Float64Array {
  const { product, first, second } = multiplyOnShells(a, b, n);
  return product.map((value, shell) => {
    const norm = Math.sqrt((first[shell] ?? 0) * (second[shell] ?? 0));
    return norm > 0 ? value / norm : 0;
  });
}

/** Fourier shell correlation of two volumes of n³ voxels, on shells of radius 0 .. floor(n / 2). */
export async function correlateVolumes(
  a: Float32Array,
  b: Float32Array,
  n: number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float64Array> {
  const of = (volume: Float32Array): Promise<Float32Array> => forwardReal(volume, [n, n, n], { threads });
  return correlateShells(await of(a), await of(b), n);
}

/** A volume with each shell multiplied by `factor` of its radius. */
export async function filterVolume(
  volume: Float32Array,
  n: number,
  factor: (radius: number) => number,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const spectrum = await forwardReal(volume, [n, n, n], { threads });
  visitHalfSpectrum(n, (index, radius) => {
    const scale = factor(radius);
    spectrum[2 * index] = scale * (spectrum[2 * index] ?? 0);
    spectrum[2 * index + 1] = scale * (spectrum[2 * index + 1] ?? 0);
  });
  return inverseReal(spectrum, [n, n, n], { threads });
}

/** 1 up to a radius, falling to 0 over `edge` shells as a raised cosine. */
export function lowPass(radius: number, edge: number): (at: number) => number {
  return (at) => {
    if (at <= radius) return 1;
    if (at >= radius + edge) return 0;
    return 0.5 * (1 + Math.cos((Math.PI * (at - radius)) / edge));
  };
}

/**
 * Radius, in shells, at which the curve first falls below `threshold`, between shells by a straight line; the last shell where it
 * never does.
 */
export function crossingOf(curve: ArrayLike<number>, threshold: number): number {
  for (let shell = 1; shell < curve.length; shell++) {
    const value = curve[shell] ?? 0;
    if (value >= threshold) continue;
    const before = shell === 1 ? 1 : (curve[shell - 1] ?? 0);
    return shell - 1 + (before - threshold) / Math.max(1e-12, before - value);
  }
  return curve.length - 1;
}
