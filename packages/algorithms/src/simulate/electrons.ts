import { createMovieStack, scatterElectrons } from '@vitreous/numerics';
import type { MovieSimulation } from './movie.js';

/** A movie as electrons. Release it when done. */
export interface ElectronStream {
  /** Raw frames of the whole movie. */
  readonly frames: number;
  /** Electrons of a raw frame, places `y * 4 width + x` on a grid four times as fine as the sensor. */
  placesOf(rawFrame: number): Promise<Uint32Array>;
  release(): Promise<void>;
}

/** Random streams of the electrons, apart from those of the counts; a frame may have 256 electrons on a pixel. */
const firstStream = 1 << 20;

/**
 * The simulation's frames, each spread over `perFrame` raw frames, between which nothing moves. Raw frames are to be
 * asked for about in order: the frame they belong to is exposed when first needed and kept until the one after next.
 */
export function streamElectrons(
  simulation: MovieSimulation,
  { height, width, frames }: { readonly height: number; readonly width: number; readonly frames: number },
  perFrame: number,
): ElectronStream {
  const counts = createMovieStack('u8', 1, height, width);
  const kept = new Map<number, Promise<Uint32Array[]>>();
  // One exposure at a time: they share the simulation's scratch.
  let last: Promise<unknown> = Promise.resolve();
  const expose = (frame: number): Promise<Uint32Array[]> => {
    const known = kept.get(frame);
    if (known !== undefined) return known;
    const made = last.then(async () => {
      await simulation.expose(frame, counts, 0);
      const place = { seed: simulation.truth.seed, stream: firstStream + 256 * frame };
      return scatterElectrons(counts, 0, perFrame, place);
    });
    last = made.catch(() => undefined);
    kept.set(frame, made);
    kept.delete(frame - 2);
    return made;
  };
  return {
    frames: frames * perFrame,
    async placesOf(rawFrame) {
      const parts = await expose(Math.floor(rawFrame / perFrame));
      return parts[rawFrame % perFrame] ?? new Uint32Array(0);
    },
    async release() {
      await last;
      await counts.release();
    },
  };
}
