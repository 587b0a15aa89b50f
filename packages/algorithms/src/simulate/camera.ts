import { createRandom, drawNormals, type Background, type Image } from '@vitreous/numerics';

/** A rectangle of pixels, as defect lists name them. */
export interface Defect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A counting camera: what its pixels make of electrons. */
export interface Camera {
  /** Multiplies the counts to make them even; 0 where dead. */
  readonly gain: Image;
  /** Counts for each electron: 1 / gain, 0 where dead. */
  readonly response: Float32Array;
  /** All dead pixels, columns and blocks: what the defect list says. */
  readonly defects: readonly Defect[];
  /** Pixels that count by themselves; no list tells of them. */
  readonly hot: Background;
}

/** Random streams of a camera, apart from those of the movies. */
const pixelStream = 0x6761696e;

/**
 * A camera with a gain of mean 1: pixels differ by 2 %, columns by 1 %, readout blocks of an eighth of the width by
 * 2 %, and the illumination falls off by some percent. Two dead columns, a dead block, and 4 dead and 4 hot pixels a
 * megapixel.
 */
export async function createCamera(
  height: number,
  width: number,
  seed: number,
  { perfect = false, threads = 1 }: { perfect?: boolean; threads?: number } = {},
): Promise<Camera> {
  if (perfect) {
    const ones = new Float32Array(height * width).fill(1);
    const hot = { pixels: new Uint32Array(0), means: new Float32Array(0) };
    return { gain: { height, width, data: ones }, response: ones, defects: [], hot };
  }
  const random = createRandom(seed);
  const data = await drawNormals(height * width, { seed, stream: pixelStream }, { threads });
  const columns = Float32Array.from({ length: width }, () => 1 + 0.01 * random.normal());
  const blocks = Array.from({ length: 16 }, () => 1 + 0.02 * random.normal());
  const tilt = [0.02 * random.normal(), 0.02 * random.normal(), 0.03 * random.uniform()] as const;
  for (let y = 0; y < height; y++) {
    const v = (2 * y) / height - 1;
    for (let x = 0; x < width; x++) {
      const u = (2 * x) / width - 1;
      const block = blocks[Math.floor((8 * x) / width) + (2 * y < height ? 0 : 8)] ?? 1;
      const shade = 1 + tilt[0] * u + tilt[1] * v + tilt[2] * (u * u + v * v - 2 / 3);
      const pixel = 1 + 0.02 * Math.max(-5, Math.min(5, data[y * width + x] ?? 0));
      data[y * width + x] = pixel * (columns[x] ?? 1) * block * shade;
    }
  }
  const defects = createDefects(height, width, random);
  for (const defect of defects) {
    for (let y = defect.y; y < defect.y + defect.height; y++) {
      data.fill(0, y * width + defect.x, y * width + defect.x + defect.width);
    }
  }
  const response = data.map((gain) => (gain === 0 ? 0 : 1 / gain));
  return { gain: { height, width, data }, response, defects, hot: createHotPixels(response, random) };
}

const perMegapixel = (height: number, width: number, rate: number): number =>
  Math.max(2, Math.round((rate * height * width) / 2 ** 20));

function createDefects(height: number, width: number, random: { integer(limit: number): number }): Defect[] {
  if (height < 32 || width < 32) return [];
  const columns = [0, 1].map(() => ({ x: random.integer(width), y: 0, width: 1, height }));
  const block = { x: random.integer(width - 24), y: random.integer(height - 12), width: 24, height: 12 };
  const single = Array.from({ length: perMegapixel(height, width, 4) }, () => ({
    x: random.integer(width),
    y: random.integer(height),
    width: 1,
    height: 1,
  }));
  return [...columns, block, ...single];
}

function createHotPixels(
  response: Float32Array,
  random: { integer(limit: number): number; uniform(): number },
): Background {
  const wanted = perMegapixel(1, response.length, 4);
  const chosen = new Set<number>();
  for (let attempt = 0; chosen.size < wanted && attempt < 100 * wanted; attempt++) {
    const pixel = random.integer(response.length);
    if (response[pixel] !== 0) chosen.add(pixel);
  }
  const pixels = Uint32Array.from(chosen).sort();
  return { pixels, means: Float32Array.from(pixels, () => 8 + 40 * random.uniform()) };
}
