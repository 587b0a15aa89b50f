import { UserError } from '@vitreous/errors';
import { resampleReal, ringsToImages, takeSlices, transformVolume, type Stack, type Volume } from '@vitreous/numerics';
import { centreSquares, findEvenSizes } from '../even-sizes.js';
import { layOutRings, mostRings } from '../class2d/ring-layout.js';
import { scaleRings } from '../class2d/ring-arrays.js';
import { softSphere } from '../mask/soft-sphere.js';

/** How projections are made. */
export interface ProjectionSettings {
  /** Of the volume. */
  readonly pixelSizeA: number;
  /** Wanted of the projections; that of the volume where it is null. */
  readonly outPixelSizeA: number | null;
  /** Pixels of a projection; those of the whole volume where it is null. */
  readonly outBoxPx: number | null;
  /** Finest detail kept; all where it is null. */
  readonly lowPassA: number | null;
}

export interface Projections {
  readonly images: Stack;
  /** As near to the wanted one as a ratio of even sizes comes: within 0.2 %. */
  readonly pixelSizeA: number;
}

/** Fewer pixels across show nothing; more voxels would need many gigabytes. */
const [leastAcross, mostVoxels] = [16, 512];
/** Soft edge of the ball that a volume is seen through, and of the low-pass as a share of its frequency. */
const [edgePx, lowPassEdge] = [3, 0.1];
/** Projections made at a time. */
const piece = 64;

/**
 * Projections of a volume along the third rows of `rotations` (9 numbers each), bright where it is dense, 0 where there is
 * nothing. It is seen through the widest ball that fits its longest side.
 *
 * @throws UserError when sizes make no sense, or the volume is flat or has voxels that are no numbers.
 */
export async function projectVolume(
  volume: Volume,
  rotations: Float32Array,
  settings: ProjectionSettings,
  { threads, signal }: { threads: number; signal: AbortSignal },
): Promise<Projections> {
  const { pixelSizeA, outPixelSizeA, lowPassA } = settings;
  const longest = Math.max(volume.depth, volume.height, volume.width);
  const wantedA = outPixelSizeA ?? pixelSizeA;
  if (!(pixelSizeA > 0 && wantedA > 0)) {
    throw new UserError(`Pixels of ${wantedA} Å from voxels of ${pixelSizeA} Å: expected sizes above 0.`);
  }
  const across = (longest * pixelSizeA) / wantedA;
  if (across < leastAcross) {
    throw new UserError(
      `Pixels of ${wantedA} Å leave ${across.toFixed(1)} of them across the volume: expected ${leastAcross} or more.`,
    );
  }
  const [from, to] = findEvenSizes(longest, pixelSizeA / wantedA);
  if (to > mostVoxels) {
    throw new UserError(
      `Projections of ${to} pixels a side are too large: expected at most ${mostVoxels}. Ask for larger pixels, such as ${((from * pixelSizeA) / mostVoxels).toFixed(2)} Å.`,
    );
  }
  const size = (from * pixelSizeA) / to;
  const boxPx = settings.outBoxPx ?? to;
  if (!Number.isInteger(boxPx) || boxPx < 16 || boxPx > 4096) {
    throw new UserError(`Projections in boxes of ${boxPx} pixels: expected 16 to 4096.`);
  }
  if (lowPassA !== null && !(lowPassA > 0)) {
    throw new UserError(`A low-pass of ${lowPassA} Å: expected a resolution above 0.`);
  }

  const cube = await resampleReal(padToCube(volume, from), [from, from, from], [to, to, to], { threads });
  const ball = softSphere(to, to / 2 - edgePx - 1, edgePx);
  for (let i = 0; i < cube.length; i++) cube[i] = (cube[i] ?? 0) * (ball[i] ?? 0);
  const rings = mostRings(to);
  const layout = layOutRings({ boxPx: to, rings, referenceRadiusPx: to / 2, shiftPx: 0 });
  const spectrum = await transformVolume(cube, to, rings, { threads });
  const keep = (ring: number): number => (lowPassA === null ? 1 : passBelow((ring + 1) / (to * size), 1 / lowPassA));
  const count = rotations.length / 9;
  const data = new Float32Array(count * boxPx * boxPx);
  for (let first = 0; first < count; first += piece) {
    signal.throwIfAborted();
    const own = rotations.subarray(9 * first, 9 * Math.min(count, first + piece));
    const orders = await takeSlices(spectrum, own, layout, { threads });
    scaleRings(orders, layout, keep);
    const images = await ringsToImages(orders, own.length / 9, layout, { threads });
    for (let i = 0; i < images.length; i += to ** 2) level(images.subarray(i, i + to ** 2), to);
    const made = { count: own.length / 9, height: to, width: to, data: images };
    data.set(centreSquares(made, boxPx).data, first * boxPx * boxPx);
  }
  return { images: { count, height: boxPx, width: boxPx, data }, pixelSizeA: size };
}

/** The volume in a cube, middle voxel to middle voxel, less its mean level at the faces, which fills the rest. */
function padToCube({ depth, height, width, data }: Volume, side: number): Float32Array {
  const first = data[0] ?? 0;
  let [sum, count, differs] = [0, 0, false];
  const isFace = (i: number, n: number): boolean => i === 0 || i === n - 1;
  for (let z = 0, at = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const face = isFace(z, depth) || isFace(y, height);
      for (let x = 0; x < width; x++, at++) {
        const value = data[at] ?? 0;
        if (!Number.isFinite(value)) throw new UserError('The volume has voxels that are no finite numbers.');
        differs ||= value !== first;
        if (!face && !isFace(x, width)) continue;
        sum += value;
        count++;
      }
    }
  }
  if (!differs) throw new UserError(`The volume is flat: all its voxels are ${first}.`);
  const level = sum / count;
  const cube = new Float32Array(side ** 3);
  const shift = (n: number): number => Math.floor(side / 2) - Math.floor(n / 2);
  for (let z = 0, at = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const row = ((z + shift(depth)) * side + y + shift(height)) * side + shift(width);
      for (let x = 0; x < width; x++, at++) cube[row + x] = (data[at] ?? 0) - level;
    }
  }
  return cube;
}

/** Slices leave out frequency 0: brings the rim of the ball to 0, and what lies beyond it, which is none of theirs. */
function level(image: Float32Array, side: number): void {
  const distances = image.map((_, i) => Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2));
  let [sum, count] = [0, 0];
  image.forEach((value, i) => {
    const inward = side / 2 - 1 - (distances[i] ?? 0);
    if (inward < 0 || inward > edgePx) return;
    sum += value;
    count++;
  });
  image.forEach((value, i) => (image[i] = (distances[i] ?? 0) > side / 2 - 1 ? 0 : value - sum / count));
}

/** 1 below frequency `at`, 0 above, half a cosine between. */
function passBelow(frequency: number, at: number): number {
  const along = (frequency - at * (1 - lowPassEdge)) / (2 * at * lowPassEdge);
  return along <= 0 ? 1 : along >= 1 ? 0 : (1 + Math.cos(Math.PI * along)) / 2;
}
