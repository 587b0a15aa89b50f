import { join } from 'node:path';
import {
  anglesOf,
  checkParticleSettings,
  defaultParticleSettings,
  renderMap,
  rotationVectorOf,
  simulateParticles,
  toOpticalSpecimen,
  transpose,
  type ParticleSettings,
  type SimulatedView,
} from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import {
  createStandardDataset,
  starOfDataset,
  writeDataset,
  writeMrc,
  writeMrcStack,
  writeStar,
  writeTogether,
  type Dataset,
} from '@vitreous/formats';
import { createRandom } from '@vitreous/numerics';
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
import { parseRange } from './simulate-range.js';
import { chooseSpecimen } from './simulate-specimen.js';

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly count: number;
  readonly box: number;
  readonly psize: number;
  readonly snr: number;
  readonly seed: number;
  readonly model?: string;
  readonly sym: string;
  readonly mass: number;
  readonly defocusRange: readonly [number, number];
  readonly shift: number;
  readonly kv: number;
  readonly cs: number;
  readonly ampContrast: number;
}

const usual = defaultParticleSettings;
const largestMapPx = 320;

export function createSimulateParticles(): Command {
  return createCommand('particles', 'Write particles.mrcs, .star, .cs, the true map and truth.json into DIR.')
    .argument('<dir>', 'folder to write into; made where it is missing')
    .addOption(new Option('--count <n>', 'particles').argParser(parsePositiveInteger).default(usual.count))
    .addOption(new Option('--box <px>', 'pixels a side').argParser(parsePositiveInteger).default(usual.boxPx))
    .addOption(new Option('--psize <A>', 'pixel size in A').argParser(parsePositive).default(usual.pixelSizeA))
    .addOption(
      new Option('--snr <ratio>', 'variance of the signal over that of the noise, in the whole box')
        .argParser(parsePositive)
        .default(usual.snr),
    )
    .addOption(new Option('--seed <n>', 'same seed, same bytes').argParser(parseInteger).default(1))
    .option('--model <file>', 'PDB or mmCIF file of the specimen, instead of one made up')
    .addOption(new Option('--sym <group>', 'symmetry of the made-up specimen: Cn, Dn, T or O').default('D7'))
    .addOption(new Option('--mass <kDa>', 'mass of the made-up specimen').argParser(parsePositive).default(700))
    .addOption(
      new Option('--defocus-range <A,A>', 'defocus is drawn from it')
        .argParser(parseRange)
        .default(usual.defocusRangeA, usual.defocusRangeA.join(',')),
    )
    .addOption(
      new Option('--shift <px>', 'greatest shift from the centre').argParser(parseNumber).default(usual.shiftPx),
    )
    .addOption(new Option('--kv <kV>', 'voltage').argParser(parsePositive).default(usual.microscope.accelKv))
    .addOption(new Option('--cs <mm>', 'spherical aberration').argParser(parseNumber).default(usual.microscope.csMm))
    .addOption(
      new Option('--amp-contrast <share>', 'amplitude contrast')
        .argParser(parseNumber)
        .default(usual.microscope.ampContrast),
    )
    .action((dir: string, options: Options) => runCommand(options, (run) => writeParticles(dir, options, run)));
}

async function writeParticles(dir: string, options: Options, run: Run): Promise<void> {
  const settings: ParticleSettings = {
    ...usual,
    count: options.count,
    boxPx: options.box,
    pixelSizeA: options.psize,
    snr: options.snr,
    defocusRangeA: options.defocusRange,
    shiftPx: options.shift,
    microscope: { accelKv: options.kv, csMm: options.cs, ampContrast: options.ampContrast },
  };
  checkParticleSettings(settings);
  const { specimen: atoms, described } = await chooseSpecimen(options);
  const specimen = toOpticalSpecimen(atoms);
  const widthA = 2 * specimen.radiusA;
  if (widthA > options.box * options.psize) {
    throw new UserError(
      `A box of ${options.box} pixels is ${(options.box * options.psize).toFixed(0)} Å wide, but the specimen ${widthA.toFixed(0)} Å: take a larger box or pixel.`,
    );
  }
  await run.makeFolder(dir);
  const { threads, signal } = run;
  const size = { height: options.box, width: options.box };
  const stack = join(dir, 'particles.mrcs');
  const hasMap = options.box <= largestMapPx;
  await writeTogether(async () => {
    let truth: { views: SimulatedView[]; scale: number } | null = null;
    await writeMrcStack(stack, size, { pixelSizeA: options.psize, threads }, async (append) => {
      const take = async (images: Float32Array, first: number): Promise<void> => {
        signal.throwIfAborted();
        await append(images);
        run.progress.show(first / options.count, stack);
      };
      truth = await simulateParticles(settings, specimen, options.seed, take, { threads });
    });
    const known = truth as { views: SimulatedView[]; scale: number } | null;
    if (known === null) throw new Error('the stack was written without its particles');
    const dataset = describeViews(known.views, settings, options.seed);
    await writeDataset(join(dir, 'particles.cs'), dataset);
    await writeStar(join(dir, 'particles.star'), starOfDataset(dataset).blocks);
    if (hasMap) {
      await writeMrc(join(dir, 'map.mrc'), await renderMap(settings, specimen, { threads }), {
        pixelSizeA: options.psize,
      });
    }
    await writeText(
      join(dir, 'truth.json'),
      `${JSON.stringify(describeStack(settings, options.seed, described, known))}\n`,
    );
  });
  const named = (name: string): string => join(dir, name);
  const result = {
    particles: stack,
    star: named('particles.star'),
    cs: named('particles.cs'),
    map: hasMap ? named('map.mrc') : null,
    truth: named('truth.json'),
    count: options.count,
  };
  run.print(result, `${options.count} particles and their truth are in ${dir}.`);
}

/** The particles as a dataset: bright protein, shifts as RELION and .cs files have them (minus where the middle lies). */
function describeViews(views: readonly SimulatedView[], settings: ParticleSettings, seed: number): Dataset {
  const { count, boxPx, pixelSizeA, microscope } = settings;
  const random = createRandom(seed + 1);
  const all = (value: number): Float32Array => new Float32Array(count).fill(value);
  const each = (read: (view: SimulatedView) => number): Float32Array => Float32Array.from(views, read);
  const uid = BigUint64Array.from(
    views,
    () => (BigInt(random.integer(2 ** 31)) << 32n) | BigInt(random.integer(2 ** 32)),
  );
  return createStandardDataset(count, {
    uid,
    'blob/path': views.map(() => 'particles.mrcs'),
    'blob/idx': Uint32Array.from(views, (_, i) => i),
    'blob/shape': new Uint32Array(2 * count).fill(boxPx),
    'blob/psize_A': all(pixelSizeA),
    'blob/sign': all(1),
    'ctf/type': views.map(() => 'simulated'),
    'ctf/exp_group_id': new Uint32Array(count).fill(1),
    'ctf/accel_kv': all(microscope.accelKv),
    'ctf/cs_mm': all(microscope.csMm),
    'ctf/amp_contrast': all(microscope.ampContrast),
    'ctf/df1_A': each(({ ctf }) => ctf.df1A),
    'ctf/df2_A': each(({ ctf }) => ctf.df2A),
    'ctf/df_angle_rad': each(({ ctf }) => ctf.dfAngleRad),
    'ctf/phase_shift_rad': each(({ ctf }) => ctf.phaseShiftRad),
    'alignments3D/split': Uint32Array.from(views, () => random.integer(2)),
    'alignments3D/pose': views.flatMap(({ rotation }) => [...rotationVectorOf(transpose(rotation))]),
    'alignments3D/shift': views.flatMap(({ shiftPx }) => shiftPx.map((value) => -value)),
    'alignments3D/psize_A': all(pixelSizeA),
  });
}

function describeStack(
  settings: ParticleSettings,
  seed: number,
  specimen: object,
  { views, scale }: { views: readonly SimulatedView[]; scale: number },
): object {
  const degrees = (angle: number): number => (angle * 180) / Math.PI;
  return {
    seed,
    count: settings.count,
    box_size_pix: settings.boxPx,
    psize_A: settings.pixelSizeA,
    snr: settings.snr,
    signal_scale: scale,
    noise_deviation: 1,
    sign: 1,
    accel_kv: settings.microscope.accelKv,
    cs_mm: settings.microscope.csMm,
    amp_contrast: settings.microscope.ampContrast,
    specimen,
    particles: views.map(({ rotation, shiftPx, ctf }) => {
      const { rotRad, tiltRad, psiRad } = anglesOf(rotation);
      return {
        pose: rotationVectorOf(transpose(rotation)),
        rot_deg: degrees(rotRad),
        tilt_deg: degrees(tiltRad),
        psi_deg: degrees(psiRad),
        centre_offset_px: shiftPx,
        df1_A: ctf.df1A,
        df2_A: ctf.df2A,
        df_angle_rad: ctf.dfAngleRad,
      };
    }),
  };
}
