import { wavelengthA, type Image, type TileSpectra } from '@vitreous/numerics';
import type { Ctf } from './ctf-model.js';
import type { Refined } from './ctf-refinement.js';
import { evaluateMeanDefocus } from './defocus-surface.js';
import type { CtfFitOptions } from './fit-ctf.js';
import type { PolarGrid } from './polar-spectrum.js';
import { refineInRounds, type RefinedModel } from './refinement-rounds.js';
import { fitSurface, type OffsetSurface, type SurfaceOptions, type TilePlace } from './surface-fit.js';
import { averageAlignedTiles } from './tile-alignment.js';
import type { TileLayout } from './tile-layout.js';
import { profileTiles } from './tile-likelihood.js';
import type { RingBand } from './thon-model.js';

/** Variance of the mean power of neighbouring frequencies under a sine taper, as if they were independent: (3/2)². */
const taperVariance = 2.25;
const surfaceRounds = 3;
/** Steepest specimen looked for. */
const steepestRad = 1.1;
const largestOffsetA = 5000;
/** Distance between knots unless a person says otherwise, Å. */
const knotDistanceA = 1500;

export interface SurfaceWork {
  readonly power: Float32Array;
  readonly layout: TileLayout;
  readonly image: Image;
  readonly pixelSizeA: number;
  readonly options: CtfFitOptions;
}

export interface Fitted extends Refined {
  /** The spectrum that `ctf` was refined against. */
  readonly power: Float32Array;
  /** Defocus less the mean of `ctf`. */
  readonly offsets: OffsetSurface;
  /** Whether `power` is that of tiles brought to one defocus. */
  readonly aligned: boolean;
}

/**
 * Surface and CTF in turn: where the surface is far from level, tiles are brought to the mean defocus before they are
 * averaged again, which lets finer rings show, which lets the surface be found better.
 */
export async function fitWithSurface(
  grid: PolarGrid,
  spectra: TileSpectra,
  band: RingBand,
  global: RefinedModel,
  { power, layout, image, pixelSizeA, options }: SurfaceWork,
): Promise<Fitted> {
  const places = placeTiles(layout, image);
  const surfaceOptions = chooseSurface(layout, image, pixelSizeA, options);
  let { ctf, correlation, model } = global;
  let [aligned, averaged]: [boolean, Float32Array] = [false, power];
  let previous: number[] = places.map(() => 0);
  for (let round = 0; ; round++) {
    const offsets = await fitSurface(profileTiles(grid, spectra, ctf, model), places, surfaceOptions);
    const atTiles = places.map((place) => offsetAt(offsets, place));
    const blur = Math.max(...atTiles.map(Math.abs));
    const change = Math.max(...atTiles.map((offset, tile) => Math.abs(offset - (previous[tile] ?? 0))));
    if (!aligned && blur < harmlessOffsetA(ctf, band.last * grid.ringStep)) {
      return { ctf, correlation, power, offsets, aligned };
    }
    if (round === surfaceRounds || (aligned && change < 10)) {
      return { ctf, correlation, power: averaged, offsets, aligned };
    }
    previous = atTiles;
    averaged = averageAlignedTiles(grid, spectra, ctf, atTiles);
    aligned = true;
    ({ ctf, correlation, model } = await refineInRounds(grid, averaged, band, ctf, options));
  }
}

const placeTiles = ({ size, origins }: TileLayout, { height, width }: Image): TilePlace[] =>
  origins.map(([y, x]) => ({ xFrac: (x + size / 2) / width, yFrac: (y + size / 2) / height }));

function chooseSurface(
  { size, origins }: TileLayout,
  { height, width }: Image,
  pixelSizeA: number,
  { knotsX, knotsY, threads }: CtfFitOptions,
): SurfaceOptions {
  const lengthA = Math.max(height, width) * pixelSizeA;
  const knots = (pixels: number): number =>
    Math.min(7, Math.max(3, Math.round((pixels * pixelSizeA) / knotDistanceA) + 2));
  // Overlapping tiles tell the same more than once.
  const repetition = Math.max(1, (origins.length * size ** 2) / taperVariance / (height * width));
  return {
    knotsX: knotsX ?? knots(width),
    knotsY: knotsY ?? knots(height),
    reachA: Math.min(largestOffsetA, (Math.tan(steepestRad) * lengthA) / 2),
    variance: taperVariance * repetition,
    threads,
  };
}

const offsetAt = (surface: OffsetSurface, { xFrac, yFrac }: TilePlace): number =>
  evaluateMeanDefocus({ ...surface, astigmatismA: 0, dfAngleRad: 0, phaseShiftRad: 0 }, xFrac, yFrac);

/** Offset that turns the phase at the given frequency by less than 0.3 rad. */
const harmlessOffsetA = (ctf: Ctf, frequency: number): number =>
  0.3 / (Math.PI * wavelengthA(ctf.accelKv) * frequency ** 2);
