import type { Image } from './image.js';
import { native } from './native.js';

/** The low frequencies of half spectra divided into sectors and rings: bin (sector, ring) is `sector * rings + ring`. */
export interface PolarBins {
  readonly sectors: number;
  /** Ring r holds the frequencies whose length rounds to r pixels of the spectrum, from 0 on. */
  readonly rings: number;
  /** Pixels in each bin. */
  readonly counts: Float32Array;
  /** Mean frequency of each bin's pixels, in pixels of the spectrum; 0 where the bin is empty. */
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Power spectra of square tiles of one image. White noise has power 1. */
export interface TileSpectra {
  /** Tile size, px. */
  readonly size: number;
  readonly bins: PolarBins;
  /** Mean power of each tile in each bin: (tiles, sectors, rings); 0 where the bin is empty. */
  readonly polar: Float32Array;
  /** Mean power over all tiles that are not flat: (y from 1 - rings to rings - 1, x from 0 to rings - 1). */
  readonly mean: Float32Array;
  /**
   * Standard deviation of each tile before it was normalised. 0: the tile is flat and its spectrum is 0. NaN: one of
   * its pixels is not a finite number.
   */
  readonly deviations: Float32Array;
}

export interface TileOptions {
  /** Frequencies below so many pixels of the spectrum are kept; (size + 1) / 2 at most. */
  readonly rings: number;
  /** Directions from -pi/2 to pi/2, x towards y, are divided into this many. */
  readonly sectors: number;
  /** What lies within so many pixels of an axis of the spectrum is in no bin. */
  readonly axisMargin: number;
  readonly threads?: number;
}

/**
 * Spectra of the `size` x `size` tiles whose first pixels are at `origins`, (y, x) each. Of each tile, pixels beyond
 * five standard deviations (of every fourth row) are clamped, the least-squares plane is subtracted, the rest is divided by its standard
 * deviation and tapered with half a period of a sine along both axes.
 */
export async function computeTileSpectra(
  image: Image,
  size: number,
  origins: readonly (readonly [y: number, x: number])[],
  { rings, sectors, axisMargin, threads = 1 }: TileOptions,
): Promise<TileSpectra> {
  const { polar, mean, deviations, binCounts, binX, binY } = await native.tileSpectra(
    image.data,
    image.height,
    image.width,
    size,
    origins.flat(),
    rings,
    sectors,
    axisMargin,
    threads,
  );
  const bins = { sectors, rings, counts: binCounts, x: binX, y: binY };
  return { size, bins, polar, mean, deviations };
}
