import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  checkMovieSettings,
  createCamera,
  defaultMovieSettings,
  toOpticalSpecimen,
  usualParticles,
  type Camera,
  type MovieSettings,
  type OpticalSpecimen,
} from '@vitreous/algorithms';
import { writeMrc, writeTogether } from '@vitreous/formats';
import { createRandom } from '@vitreous/numerics';
import { chooseSpecimen } from '@vitreous/stages';
import { Option, type Command } from 'commander';
import {
  createCommand,
  parseInteger,
  parseNumber,
  parsePositive,
  parsePositiveInteger,
  runCommand,
  type Run,
} from '../command.js';
import { writeText } from '../output-files.js';
import { checkEerSize, writeMovie, type MovieFormat } from './simulate-movie-file.js';
import { parseRange, parseSize } from './simulate-range.js';
import { describeMovie, describeRun } from './simulate-truth.js';

const endings: Readonly<Record<MovieFormat, string>> = { tiff: 'tiff', mrc: 'mrc', eer: 'eer' };

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly count: number;
  readonly size: readonly [height: number, width: number];
  readonly frames: number;
  readonly psize: number;
  readonly dose: number;
  readonly format: MovieFormat;
  readonly eerFrames: number;
  readonly model?: string;
  readonly seed: number;
  readonly every: number;
  readonly particles?: number;
  readonly spacing: number;
  readonly sym: string;
  readonly mass: number;
  readonly defocusRange: readonly [number, number];
  readonly astigmatism: number;
  readonly phaseShift: number;
  readonly tilt: number;
  readonly kv: number;
  readonly cs: number;
  readonly ampContrast: number;
  readonly drift: number;
  readonly localMotion: number;
  readonly jitter: number;
  readonly ice: number;
  readonly iceGradient: number;
  readonly contamination: number;
  readonly carbon: number;
  readonly contrast: number;
  readonly perfectCamera: boolean;
}

const usual = defaultMovieSettings;
const degree = Math.PI / 180;

export function createSimulateMovies(): Command {
  const number = (flags: string, what: string, value: number): Option =>
    new Option(flags, what).argParser(parseNumber).default(value);
  return createCommand('movies', 'Write movies, a gain reference, a defect list and truth.json into DIR.')
    .argument('<dir>', 'folder to write into; made where it is missing')
    .addOption(new Option('--count <n>', 'movies').argParser(parsePositiveInteger).default(1))
    .addOption(
      new Option('--size <n|WxH>', 'pixels a side, or columns x rows')
        .argParser(parseSize)
        .default([usual.height, usual.width], `${usual.width}`),
    )
    .addOption(new Option('--frames <n>', 'frames of a movie').argParser(parsePositiveInteger).default(usual.frames))
    .addOption(new Option('--psize <A>', 'pixel size in A').argParser(parsePositive).default(usual.pixelSizeA))
    .addOption(
      new Option('--dose <e/A2>', 'exposure of the whole movie').argParser(parsePositive).default(usual.exposureEPerA2),
    )
    .addOption(new Option('--format <kind>', 'of the movies').choices(['tiff', 'mrc', 'eer']).default('tiff'))
    .addOption(
      new Option('--eer-frames <n>', 'raw EER frames to each of --frames').argParser(parsePositiveInteger).default(20),
    )
    .addOption(new Option('--seed <n>', 'same seed, same bytes').argParser(parseInteger).default(1))
    .addOption(number('--every <seconds>', 'write one movie each so many seconds, as a microscope does', 0))
    .addOption(
      new Option('--particles <n>', 'particles on a frame (default: half of the area)').argParser(parseInteger),
    )
    .addOption(number('--spacing <diameters>', 'least distance of particles', usual.spacing))
    .option('--model <file>', 'PDB or mmCIF file of the specimen, instead of one made up')
    .addOption(new Option('--sym <group>', 'symmetry of the made-up specimen: Cn, Dn, T or O').default('D7'))
    .addOption(new Option('--mass <kDa>', 'mass of the made-up specimen').argParser(parsePositive).default(700))
    .addOption(
      new Option('--defocus-range <A,A>', 'mean defocus is drawn from it')
        .argParser(parseRange)
        .default(usual.defocusRangeA, usual.defocusRangeA.join(',')),
    )
    .addOption(number('--astigmatism <A>', 'greatest difference of the two defoci', usual.astigmatismA))
    .addOption(number('--phase-shift <deg>', 'of a phase plate', 0))
    .addOption(number('--tilt <deg>', 'tilt of the specimen', 0))
    .addOption(new Option('--kv <kV>', 'voltage').argParser(parsePositive).default(usual.microscope.accelKv))
    .addOption(number('--cs <mm>', 'spherical aberration', usual.microscope.csMm))
    .addOption(number('--amp-contrast <share>', 'amplitude contrast', usual.microscope.ampContrast))
    .addOption(number('--drift <px>', 'range of the global motion', usual.motion.driftPx))
    .addOption(number('--local-motion <px>', 'RMS of the local motion', usual.motion.localRmsPx))
    .addOption(number('--jitter <px>', 'RMS shaking from frame to frame', usual.motion.jitterPx))
    .addOption(number('--ice <A>', 'thickness of the ice', usual.ice.thicknessA))
    .addOption(number('--ice-gradient <share>', 'change of the thickness across the frame', usual.ice.gradient))
    .addOption(number('--contamination <n>', 'lumps of ice on each frame', usual.ice.lumps))
    .addOption(number('--carbon <share>', 'share of the frame that carbon covers', usual.ice.carbon))
    .addOption(number('--contrast <factor>', 'of particles: 1 is physics, less is harder', usual.contrast))
    .option('--perfect-camera', 'even gain, no dead and no hot pixels', false)
    .action((dir: string, options: Options) => runCommand(options, (run) => simulateMovies(dir, options, run)));
}

function toSettings(options: Options, specimen: OpticalSpecimen): MovieSettings {
  const [height, width] = options.size;
  return {
    ...usual,
    height,
    width,
    frames: options.frames,
    pixelSizeA: options.psize,
    exposureEPerA2: options.dose,
    microscope: { accelKv: options.kv, csMm: options.cs, ampContrast: options.ampContrast },
    defocusRangeA: options.defocusRange,
    astigmatismA: options.astigmatism,
    phaseShiftRad: options.phaseShift * degree,
    tiltRad: options.tilt * degree,
    particles: options.particles ?? usualParticles(height, width, options.psize, specimen.radiusA),
    spacing: options.spacing,
    ice: {
      thicknessA: options.ice,
      gradient: options.iceGradient,
      lumps: options.contamination,
      carbon: options.carbon,
    },
    motion: { driftPx: options.drift, localRmsPx: options.localMotion, jitterPx: options.jitter },
    contrast: options.contrast,
  };
}

async function simulateMovies(dir: string, options: Options, run: Run): Promise<void> {
  const { specimen: atoms, described } = await chooseSpecimen(options);
  const specimen = toOpticalSpecimen(atoms);
  const settings = toSettings(options, specimen);
  checkMovieSettings(settings, specimen.radiusA);
  if (options.format === 'eer') checkEerSize(settings, options.eerFrames);
  await run.makeFolder(dir);
  const random = createRandom(options.seed);
  const seeds = Array.from({ length: options.count }, () => random.integer(2 ** 32));
  const camera = await createCamera(settings.height, settings.width, options.seed, {
    perfect: options.perfectCamera,
    threads: run.threads,
  });
  const movies: object[] = [];
  const paths: string[] = [];
  const started = Date.now();
  for (const [index, seed] of seeds.entries()) {
    run.signal.throwIfAborted();
    const path = join(dir, `movie-${String(index + 1).padStart(4, '0')}.${endings[options.format]}`);
    const wait = started + index * options.every * 1000 - Date.now();
    if (wait > 0) await setTimeout(wait, undefined, { signal: run.signal });
    await writeTogether(async () => {
      if (index === 0) await writeCamera(dir, camera, settings.pixelSizeA, options.format);
      const file = { path, format: options.format, eerFrames: options.eerFrames };
      const truth = await writeMovie(file, settings, specimen, camera, seed, run, (fraction) => {
        run.progress.show((index + fraction) / seeds.length, path);
      });
      movies.push(describeMovie(basename(path), settings, truth));
      paths.push(path);
      const common = describeRun(settings, camera, options.seed, described);
      await writeText(join(dir, 'truth.json'), `${JSON.stringify({ ...common, movies })}\n`);
    });
  }
  const result = { movies: paths, gain: join(dir, 'gain.mrc'), defects: join(dir, 'defects.txt') };
  run.print(
    { ...result, truth: join(dir, 'truth.json') },
    `${paths.length} movies, gain.mrc, defects.txt and truth.json are in ${dir}.`,
  );
}

async function writeCamera(dir: string, camera: Camera, pixelSizeA: number, format: MovieFormat): Promise<void> {
  // Of EER movies a reference in MRC divides: it is the response of the camera.
  const gain = format === 'eer' ? { ...camera.gain, data: camera.response } : camera.gain;
  await writeMrc(join(dir, 'gain.mrc'), gain, { pixelSizeA });
  const lines = camera.defects.map(({ x, y, width, height }) => `${x} ${y} ${width} ${height}\n`);
  await writeText(join(dir, 'defects.txt'), lines.join(''));
}
