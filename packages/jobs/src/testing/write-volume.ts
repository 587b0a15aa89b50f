import { join } from 'node:path';
import { createStandardDataset, writeMrc, type Dataset } from '@vitreous/formats';
import { createBandCurve, createRandom, forwardReal, inverseReal, multiplyRadial } from '@vitreous/numerics';

/** Side of the maps, and of their voxels. */
export const testBoxPx = 48;
export const testPixelSizeA = 3;

function noise(seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: testBoxPx ** 3 }, () => random.normal());
}

/** A lump of protein-like detail that fades with a B-factor of 200 Å², without symmetry, in a ball of 38 Å. */
export async function makeTestMap(): Promise<Float32Array> {
  const shape = [testBoxPx, testBoxPx, testBoxPx];
  const lump = noise(1).map((value, i) => {
    const place = [i % testBoxPx, Math.floor(i / testBoxPx) % testBoxPx, Math.floor(i / testBoxPx ** 2)];
    const radius = Math.hypot(...place.map((at) => at - testBoxPx / 2));
    return radius < 13 ? 2 * Math.abs(value) : 0;
  });
  const fade = createBandCurve({ pixelSizeA: testPixelSizeA, bFactorA2: 200 });
  return inverseReal(await multiplyRadial(await forwardReal(lump, shape), shape, fade), shape);
}

/** Writes maps into a project and answers them as one volume; `names` are slots. */
export async function writeVolume(
  projectDir: string,
  folder: string,
  maps: Readonly<Record<string, Float32Array>>,
  pixelSizeA = testPixelSizeA,
): Promise<Dataset> {
  const columns: Record<string, ArrayLike<number> | readonly string[]> = {};
  for (const [slot, data] of Object.entries(maps)) {
    const side = Math.round(Math.cbrt(data.length));
    const path = `${folder}_${slot}.mrc`;
    await writeMrc(join(projectDir, path), { depth: side, height: side, width: side, data }, { pixelSizeA });
    columns[`${slot}/path`] = [path];
    columns[`${slot}/shape`] = [side, side, side];
    columns[`${slot}/psize_A`] = [pixelSizeA];
  }
  return createStandardDataset(1, { uid: BigUint64Array.of(77n), ...columns });
}

/** Half maps of the test map, each with white noise of its own, `level` times as strong as the map. */
export async function makeTestHalves(level: number): Promise<{ map_half_A: Float32Array; map_half_B: Float32Array }> {
  const map = await makeTestMap();
  const deviation = Math.sqrt(map.reduce((sum, value) => sum + value * value, 0) / map.length);
  const half = (seed: number): Float32Array => {
    const own = noise(seed);
    return map.map((value, i) => value + level * deviation * (own[i] ?? 0));
  };
  // Not the seeds that curves are corrected with: random phases must not be those of the noise.
  return { map_half_A: half(102), map_half_B: half(103) };
}
