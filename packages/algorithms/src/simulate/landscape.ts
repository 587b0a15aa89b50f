import { countNodes, type Random, type Relief } from '@vitreous/numerics';
import type { IceSettings } from './movie-settings.js';

/** Mean free path of electrons between losses of energy in ice at 300 kV, Å; the filter takes those that lost some. */
const meanFreePathA = 3000;
const spacingPx = 8;

/** How thick the specimen is, place by place, as reliefs over the scene. */
export interface Landscape {
  /** Electrons that come through, 1 where the ice has its mean thickness. */
  readonly transmission: Relief;
  /** Strength of the ice's own contrast, 1 at the mean thickness: the root of the thickness. */
  readonly iceStrength: Relief;
  /** 1 on carbon, 0 off it; null where there is none. */
  readonly carbon: Relief | null;
  /** Places and radii of the lumps of contamination, scene pixels. */
  readonly lumps: readonly { readonly x: number; readonly y: number; readonly radiusPx: number }[];
}

/** Ice that is thicker on one side and undulates, with lumps of contamination on it and, if wanted, an edge of carbon. */
export function createLandscape(
  ice: IceSettings,
  height: number,
  width: number,
  pixelSizeA: number,
  random: Random,
): Landscape {
  const [rows, columns] = [countNodes(height, spacingPx), countNodes(width, spacingPx)];
  const direction = 2 * Math.PI * random.uniform();
  const [cosine, sine] = [Math.cos(direction), Math.sin(direction)];
  const wave = [2 + 3 * random.uniform(), 2 + 3 * random.uniform(), 6.3 * random.uniform()] as const;
  const lumps = Array.from({ length: ice.lumps }, () => ({
    x: random.uniform() * width,
    y: random.uniform() * height,
    radiusPx: (60 + 240 * random.uniform() ** 2) / pixelSizeA,
    heightA: 400 + 1600 * random.uniform(),
    lobes: [2 + random.integer(4), 6.3 * random.uniform(), 0.1 + 0.25 * random.uniform()] as const,
  }));
  const edge = createEdge(ice.carbon, random);
  const [transmission, strength, carbon] = [0, 1, 2].map(() => new Float32Array(rows * columns)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [column * spacingPx, row * spacingPx];
      const [u, v] = [x / width - 0.5, y / height - 0.5];
      const slope = (u * cosine + v * sine) / Math.max(Math.abs(cosine), Math.abs(sine));
      const undulation = 0.2 * Math.sin(wave[0] * u + wave[2]) * Math.cos(wave[1] * v - wave[2]);
      const share = Math.max(0.05, 1 + ice.gradient * (slope + undulation));
      const lump = lumps.reduce((sum, one) => sum + lumpHeightA(one, x, y), 0);
      const film = edge(u, v, spacingPx / width);
      const index = row * columns + column;
      const extra = ice.thicknessA * (share - 1) + lump + 300 * film;
      transmission[index] = Math.exp(-extra / meanFreePathA);
      strength[index] = Math.sqrt(share + lump / Math.max(50, ice.thicknessA));
      carbon[index] = film;
    }
  }
  const relief = (nodes: Float32Array): Relief => ({ nodes, columns, spacingPx });
  return {
    transmission: relief(transmission),
    iceStrength: relief(strength),
    carbon: ice.carbon > 0 ? relief(carbon) : null,
    lumps: lumps.map(({ x, y, radiusPx }) => ({ x, y, radiusPx })),
  };
}

/** A lump: a rounded top, an outline with a few lobes, an edge that falls over a tenth of its radius. */
function lumpHeightA(
  lump: { x: number; y: number; radiusPx: number; heightA: number; lobes: readonly [number, number, number] },
  x: number,
  y: number,
): number {
  const [dx, dy] = [x - lump.x, y - lump.y];
  if (Math.max(Math.abs(dx), Math.abs(dy)) > 1.5 * lump.radiusPx) return 0;
  const outline = 1 + lump.lobes[2] * Math.sin(lump.lobes[0] * Math.atan2(dy, dx) + lump.lobes[1]);
  const place = Math.hypot(dx, dy) / (lump.radiusPx * outline);
  const edge = Math.min(1, Math.max(0, (1 - place) / 0.1));
  return lump.heightA * edge * Math.sqrt(Math.max(0, 1 - 0.6 * place * place));
}

/** The film's share at (u, v), which run from -0.5 to 0.5: an arc of a large hole's rim. */
function createEdge(share: number, random: Random): (u: number, v: number, softness: number) => number {
  if (share <= 0) return () => 0;
  const angle = 2 * Math.PI * random.uniform();
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const at = 0.5 * (Math.abs(cosine) + Math.abs(sine)) * (1 - 2 * share);
  return (u, v, softness) => {
    const [along, across] = [u * cosine + v * sine, v * cosine - u * sine];
    return Math.min(1, Math.max(0, 0.5 + (along - at + 0.15 * across * across) / Math.max(softness, 1e-6)));
  };
}
