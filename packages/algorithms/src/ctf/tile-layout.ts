/** Where an image is cut into overlapping square tiles. */
export interface TileLayout {
  /** px. */
  readonly size: number;
  /** First pixel of each tile. */
  readonly origins: readonly (readonly [y: number, x: number])[];
}

/**
 * A tile must be longer than the distance over which defocus spreads a detail (λ · defocus · frequency: 150 Å at 3 µm
 * and 4 Å), or its Thon rings blur; the longer it is, the fewer tiles tell how defocus changes over the image.
 */
const wantedLengthA = 800;
/** Sizes whose Fourier transform is quick. */
const quickSizes = [128, 144, 160, 192, 216, 256, 288, 320, 384, 432, 512, 576, 640, 768, 864, 1024, 1152, 1280, 1536];

export const smallestImagePx = 256;

/** Tiles that overlap by half or a little more and reach to all four edges. */
export function layOutTiles(height: number, width: number, pixelSizeA: number): TileLayout {
  const limit = Math.min(height, width) / 2;
  const fitting = quickSizes.filter((size) => size <= limit);
  const size = fitting.findLast((each) => each * pixelSizeA <= wantedLengthA) ?? fitting[0] ?? 128;
  const xs = starts(width, size);
  return { size, origins: starts(height, size).flatMap((y) => xs.map((x) => [y, x] as const)) };
}

function starts(length: number, size: number): number[] {
  const steps = Math.ceil((length - size) / (size / 2));
  return Array.from({ length: steps + 1 }, (_, i) => (steps === 0 ? 0 : Math.round((i * (length - size)) / steps)));
}
