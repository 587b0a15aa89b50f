import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createStandardDataset,
  writeDataset,
  writeEer,
  writeMrc,
  writeMrcMovie,
  writeStar,
  starOfDataset,
  writeTiff,
} from '@vitreous/formats';
import { createImage, createMovieStack, createRandom, type Image } from '@vitreous/numerics';

/** A frame of the movies here, and the side of the micrographs: the least that the CTF is fitted to. */
export const [frameHeight, frameWidth, micrographSide] = [48, 64, 256];

/** Grey noise, with `changes` written over pixels of it. */
function noise(height: number, width: number, changes: Readonly<Record<number, number>> = {}): Image {
  const random = createRandom(7);
  const data = Float32Array.from({ length: height * width }, () => 100 + 5 * random.normal());
  for (const [index, value] of Object.entries(changes)) data[Number(index)] = value;
  return createImage(height, width, data);
}

/** Copies a file with an integer of its header changed. */
async function withHeader(from: string, to: string, changes: Readonly<Record<number, number>>): Promise<void> {
  const bytes = await readFile(from);
  for (const [offset, value] of Object.entries(changes)) bytes.writeInt32LE(value, Number(offset));
  await writeFile(to, bytes);
}

async function truncated(from: string, to: string): Promise<void> {
  const bytes = await readFile(from);
  await writeFile(to, bytes.subarray(0, Math.floor(0.7 * bytes.length)));
}

/** Good files and broken ones, all tiny, in `folder`. */
export async function writeBadInput(folder: string): Promise<void> {
  const at = (name: string): string => join(folder, name);
  const movie = createMovieStack('u8', 3, frameHeight, frameWidth);
  const random = createRandom(3);
  for (let frame = 0; frame < movie.frames; frame++) {
    const counts = Float32Array.from({ length: frameHeight * frameWidth }, () => random.integer(6));
    await movie.handle.setFrame(frame, counts);
  }
  await writeTiff(at('movie.tiff'), movie, { compression: 'lzw', pixelSizeA: 1.5 });
  await writeMrcMovie(at('movie.mrc'), movie, { pixelSizeA: 1.5 });
  await movie.release();
  const placesOf = (): Uint32Array => Uint32Array.from({ length: 200 }, () => random.integer(16 * 48 * 64));
  await writeEer(at('movie.eer'), { height: frameHeight, width: frameWidth, frames: 4, placesOf }, { pixelSizeA: 1.5 });
  await writeMrc(at('micrograph.mrc'), noise(micrographSide, micrographSide), { pixelSizeA: 1.5 });
  await writeMrc(at('gain.mrc'), createImage(frameHeight, frameWidth, noise(frameHeight, frameWidth).data.fill(1)));
  await writeMrc(at('gain-wrong.mrc'), noise(frameHeight, frameWidth - 4));
  const picks = createStandardDataset(2, {
    'location/center_x_frac': [0.4, 0.6],
    'location/center_y_frac': [0.5, 0.5],
    'location/micrograph_path': ['micrograph.mrc', 'micrograph.mrc'],
    'location/micrograph_shape': [micrographSide, micrographSide, micrographSide, micrographSide],
    'location/micrograph_psize_A': [1.5, 1.5],
    'pick_stats/ncc_score': [0.9, 0.8],
    'pick_stats/power': [1, 1],
  });
  await writeDataset(at('picks.cs'), picks);
  await writeStar(at('picks.star'), starOfDataset(picks).blocks);

  for (const name of ['movie.tiff', 'movie.mrc', 'movie.eer', 'micrograph.mrc', 'picks.cs']) {
    await truncated(at(name), at(`cut-${name}`));
  }
  await writeFile(at('empty.mrc'), '');
  await writeFile(at('empty.star'), '');
  await withHeader(at('movie.mrc'), at('zero-frames.mrc'), { 8: 0 });
  await withHeader(at('movie.mrc'), at('lies.mrc'), { 0: 100_000, 4: 100_000, 8: 100_000 });
  await writeMrc(at('nan.mrc'), noise(micrographSide, micrographSide, { 1000: NaN }), { pixelSizeA: 1.5 });
  await writeMrc(at('nan-gain.mrc'), noise(frameHeight, frameWidth, { 70: NaN }));
  await writeMrc(at('coarse.mrc'), noise(micrographSide, micrographSide), { pixelSizeA: 1000 });
  await mkdir(at('folder.mrc'));
}
