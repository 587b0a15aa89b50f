import { extname } from 'node:path';
import { UserError } from '@vitreous/errors';
import {
  readImageInfo,
  readMovie,
  readMrcHeader,
  readMrcVolume,
  writeMrc,
  writeMrcMovie,
  writeMrcStack,
  writeTiff,
  writeTogether,
  type MrcWriteMode,
} from '@vitreous/formats';
import type { ByteCodec, MovieStack } from '@vitreous/numerics';
import type { Run } from '../command.js';

export interface ConvertImageOptions {
  /** Of MRC written: the pixel type the file has where it is left out. */
  readonly mode?: MrcWriteMode;
  /** Of TIFF written. */
  readonly compression: ByteCodec;
  /** In angstrom: what the file says where it is left out. */
  readonly psize?: number;
  readonly firstFrame?: number;
  /** The frame to stop before. */
  readonly endFrame?: number;
  /** Pixels to a sensor pixel, for EER. */
  readonly eerUpsampling?: 1 | 2 | 4;
  /** Frames that the raw ones are divided among, for EER. */
  readonly eerFractions?: number;
}

/** What was written. */
export interface ConvertedImages {
  readonly path: string;
  readonly format: 'mrc' | 'tiff';
  readonly frames: number;
  readonly height: number;
  readonly width: number;
  readonly psize_A: number | null;
}

const formats: Readonly<Record<string, 'mrc' | 'tiff'>> = {
  '.mrc': 'mrc',
  '.mrcs': 'mrc',
  '.map': 'mrc',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

/** Writes the images of `from` in the format that the name `to` asks for; counts stay the integers they are. */
export async function convertImages(
  from: string,
  to: string,
  options: ConvertImageOptions,
  run: Run,
): Promise<ConvertedImages> {
  const format = formats[extname(to).toLowerCase()];
  if (format === undefined) {
    throw new UserError(`Cannot write ${to}: images are written as .mrc, .mrcs, .map, .tif or .tiff.`);
  }
  const info = await readImageInfo(from);
  const { mode, compression, psize, firstFrame, endFrame, eerFractions, eerUpsampling = 2 } = options;
  // EER tells the size of the sensor's pixel; the pixels written are finer.
  const told = info.pixelSizeA === null ? null : info.pixelSizeA / (info.format === 'eer' ? eerUpsampling : 1);
  const pixelSizeA = psize ?? told;
  const known = pixelSizeA === null ? {} : { pixelSizeA };
  const { threads } = run;
  if (format === 'mrc' && info.format === 'mrc' && (await readMrcHeader(from)).content === 'volume') {
    const volume = await readMrcVolume(from, { threads });
    await writeMrc(to, volume, { ...known, threads, ...(mode === undefined ? {} : { mode }) });
    return { path: to, format, frames: volume.depth, height: volume.height, width: volume.width, psize_A: pixelSizeA };
  }
  run.progress.show(0, `reading ${from}`);
  const movie = await readMovie(from, {
    ...(firstFrame === undefined ? {} : { firstFrame }),
    ...(endFrame === undefined ? {} : { endFrame }),
    ...(eerFractions === undefined ? {} : { eerFractions }),
    eerUpsampling,
    threads,
  });
  try {
    run.signal.throwIfAborted();
    run.progress.show(0.5, `writing ${to}`);
    await writeTogether(async () => {
      if (format === 'tiff') await writeTiff(to, movie, { compression, ...known, threads });
      else if (mode === undefined) await writeMrcMovie(to, movie, { ...known, threads });
      else await writeInMode(to, movie, { mode, ...known, threads }, run);
      run.signal.throwIfAborted();
    });
    return { path: to, format, frames: movie.frames, height: movie.height, width: movie.width, psize_A: pixelSizeA };
  } finally {
    await movie.release();
  }
}

async function writeInMode(
  to: string,
  movie: MovieStack,
  options: { mode: MrcWriteMode; pixelSizeA?: number; threads: number },
  run: Run,
): Promise<void> {
  await writeMrcStack(to, movie, options, async (append) => {
    for (let frame = 0; frame < movie.frames; frame++) {
      run.signal.throwIfAborted();
      await append(await movie.handle.frame(frame));
    }
  });
}
