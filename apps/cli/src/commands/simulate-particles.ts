import { join } from 'node:path';
import {
  anglesOf,
  defaultParticleSettings,
  rotationVectorOf,
  transpose,
  type ParticleSettings,
  type SimulatedView,
} from '@vitreous/algorithms';
import { starOfDataset, writeDataset, writeStar, writeTogether } from '@vitreous/formats';
import { chooseSpecimen, writeSimulatedParticles } from '@vitreous/stages';
import { Option, type Command } from 'commander';
import {
  createCommand,
  createStageContext,
  parseInteger,
  parseNumber,
  parsePositive,
  parsePositiveInteger,
  runCommand,
  type Run,
} from '../command.js';
import { writeText } from '../output-files.js';
import { parseRange } from './simulate-range.js';

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
  const { specimen, described } = await chooseSpecimen(options);
  const context = await createStageContext(run, dir);
  const named = (name: string): string => join(dir, name);
  const { stack, map } = await writeTogether(async () => {
    const simulated = await writeSimulatedParticles(settings, specimen, options.seed, context);
    await writeDataset(named('particles.cs'), simulated.dataset);
    await writeStar(named('particles.star'), starOfDataset(simulated.dataset).blocks);
    const truth = describeStack(settings, options.seed, described, simulated);
    await writeText(named('truth.json'), `${JSON.stringify(truth)}\n`);
    return simulated;
  });
  const result = {
    particles: stack,
    star: named('particles.star'),
    cs: named('particles.cs'),
    map,
    truth: named('truth.json'),
    count: options.count,
  };
  run.print(result, `${options.count} particles and their truth are in ${dir}.`);
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
