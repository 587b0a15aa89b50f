import {
  openMovieSimulation,
  streamElectrons,
  type Camera,
  type MovieSettings,
  type MovieSimulation,
  type MovieTruth,
  type OpticalSpecimen,
} from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { writeEer, writeMrcMovie, writeTiff } from '@vitreous/formats';
import { createMovieStack } from '@vitreous/numerics';
import type { Run } from '../command.js';

export type MovieFormat = 'tiff' | 'mrc' | 'eer';

interface MovieFile {
  readonly path: string;
  readonly format: MovieFormat;
  /** Raw EER frames to each frame. */
  readonly eerFrames: number;
}

/** @throws UserError when an EER file cannot hold such a movie. */
export function checkEerSize({ height, width, frames }: MovieSettings, eerFrames: number): void {
  if (Math.max(height, width) > 8192) {
    throw new UserError(`Cannot write ${width} x ${height} pixels as EER: expected at most 8192 a side.`);
  }
  if (frames * eerFrames > 10_000) {
    throw new UserError(`Cannot write ${frames * eerFrames} raw EER frames: expected at most 10000 in a movie.`);
  }
}

/** Simulates one movie into its file; `show` is told how far it is. */
export async function writeMovie(
  file: MovieFile,
  settings: MovieSettings,
  specimen: OpticalSpecimen,
  camera: Camera,
  seed: number,
  run: Run,
  show: (fraction: number) => void,
): Promise<MovieTruth> {
  const simulation = await openMovieSimulation(settings, specimen, camera, seed, { threads: run.threads });
  try {
    if (file.format === 'eer') await writeElectrons(file, settings, simulation, run, show);
    else await writeCounts(file, settings, simulation, run, show);
    return simulation.truth;
  } finally {
    await simulation.release();
  }
}

async function writeElectrons(
  { path, eerFrames }: MovieFile,
  settings: MovieSettings,
  simulation: MovieSimulation,
  { signal }: Run,
  show: (fraction: number) => void,
): Promise<void> {
  const stream = streamElectrons(simulation, settings, eerFrames);
  const { height, width, pixelSizeA } = settings;
  const placesOf = (frame: number): Promise<Uint32Array> => {
    signal.throwIfAborted();
    show((frame + 1) / stream.frames);
    return stream.placesOf(frame);
  };
  try {
    // One raw frame at a time keeps the electrons of two frames in memory at most.
    await writeEer(path, { height, width, frames: stream.frames, placesOf }, { pixelSizeA });
  } finally {
    await stream.release();
  }
}

async function writeCounts(
  { path, format }: MovieFile,
  { frames, height, width, pixelSizeA }: MovieSettings,
  simulation: MovieSimulation,
  { threads, signal }: Run,
  show: (fraction: number) => void,
): Promise<void> {
  const counts = createMovieStack('u8', frames, height, width);
  try {
    for (let frame = 0; frame < frames; frame++) {
      signal.throwIfAborted();
      await simulation.expose(frame, counts, frame);
      show((frame + 1) / (frames + 1));
    }
    if (format === 'tiff') await writeTiff(path, counts, { compression: 'lzw', pixelSizeA, threads });
    else await writeMrcMovie(path, counts, { pixelSizeA, threads });
  } finally {
    await counts.release();
  }
}
