import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createAssembly,
  defaultParticleSettings,
  judgeClasses,
  matrixOfAngles,
  toOpticalSpecimen,
  type ClassQuality,
} from '@vitreous/algorithms';
import { findStarBlock, findStarColumn, readMrc, readStar } from '@vitreous/formats';
import { measure, measurePair, type Cost } from '../measure.js';
import { costsOf, type Row } from '../row.js';
import { runVitreous } from '../vitreous.js';

/** What is read of the truth.json of simulated particles. */
interface ParticleTruth {
  readonly box_size_pix: number;
  readonly psize_A: number;
  readonly specimen: { readonly symmetry: string; readonly mass_kda: number; readonly seed: number };
  readonly particles: readonly {
    readonly rot_deg: number;
    readonly tilt_deg: number;
    readonly psi_deg: number;
    readonly centre_offset_px: readonly [number, number];
  }[];
}

const maskDiameterA = 200;

/** Simulated particles to be classified. */
export interface ParticleStack {
  readonly count: number;
  readonly boxPx: number;
  readonly pixelSizeA: number;
  readonly snr: number;
  readonly classes: number;
  readonly bar: string;
}

export const largeStack: ParticleStack = {
  ...{ count: 2000, boxPx: 96, pixelSizeA: 2.6, snr: 0.08, classes: 20 },
  bar: 'RELION 5 VDAM on another machine and specimen: 20 used, 4.23°, 7.6 / 7.1 Å, 566 CPU s; an eighth of it',
};
/** What RELION gets through in some minutes. */
export const smallStack: ParticleStack = {
  ...{ count: 600, boxPx: 64, pixelSizeA: 3.9, snr: 0.14, classes: 10 },
  bar: 'not worse than RELION (Debian knows its expectation and maximisation only); an eighth of it',
};

/**
 * Simulated particles in classes: all at once, and as they arrive. RELION, where it is asked for, runs once: it takes many minutes.
 */
export async function benchClass2d(
  { count, boxPx, pixelSizeA, snr, classes, bar }: ParticleStack,
  seed: number,
  { work, relion, threads, rounds }: { work: string; relion: boolean; threads: number; rounds: number },
): Promise<Row[]> {
  await mkdir(work, { recursive: true });
  const size = ['--count', `${count}`, '--box', `${boxPx}`, '--psize', `${pixelSizeA}`, '--snr', `${snr}`];
  await runVitreous(['simulate', 'particles', work, '--seed', `${seed}`, ...size]);
  const out = join(work, 'classes');
  const ours = async (): Promise<Cost> => {
    const sizes = ['--classes', `${classes}`, '--mask-diameter', `${maskDiameterA}`];
    const run = await runVitreous([
      ...['class2d', join(work, 'particles.star'), ...sizes],
      ...['--out', out, '--threads', `${threads}`],
    ]);
    return run.cost;
  };
  const theirOut = join(work, 'relion');
  const theirs = async (): Promise<Cost> => {
    await rm(theirOut, { recursive: true, force: true });
    await mkdir(theirOut, { recursive: true });
    return measure('relion_refine', relionArguments(classes, threads), { cwd: work });
  };
  const arriving = (): Promise<Cost> =>
    measure(process.execPath, [
      join(import.meta.dirname, 'stream-class2d.js'),
      ...[work, `${classes}`, `${maskDiameterA}`, `${threads}`],
    ]);
  const costs = await measurePair(rounds, ours, null);
  const streamed = await measurePair(rounds, arriving, null);
  const their = relion ? [await theirs()] : [];
  const judge = async (found: Int32Array, stack: string): Promise<string> =>
    describeQuality(await judgeFiles(work, found, stack, threads));
  const what = `${count} particles, box ${boxPx}, SNR ${snr}, ${classes} classes`;
  const inOrder = Int32Array.from(JSON.parse(streamed.ours[0]?.stdout ?? '[]') as number[]);
  return [
    {
      step: '2D classes',
      work: what,
      quality: await judge(await classesOf(join(out, 'particles.star'), count), join(out, 'classes.mrcs')),
      theirQuality: relion
        ? await judge(
            await classesOf(join(theirOut, 'run_it025_data.star'), count),
            join(theirOut, 'run_it025_classes.mrcs'),
          )
        : '–',
      ...costsOf(costs.ours, their),
      bar,
    },
    {
      step: '2D classes, streaming',
      work: `the same, arriving ${count / 10} at a time`,
      quality: await judge(inOrder, join(work, 'stream.mrcs')),
      theirQuality: '–',
      ...costsOf(streamed.ours, []),
      bar: 'as good as all at once',
    },
  ];
}

function describeQuality({ used, spreadDeg, resolutionA, bestResolutionA }: ClassQuality): string {
  const resolution = `${resolutionA.toFixed(1)} / ${bestResolutionA.toFixed(1)} Å`;
  return `${used} used, views ${spreadDeg.toFixed(2)}° apart, FRC 0.5 at ${resolution}`;
}

/** The class of each of the `count` simulated particles, from 0, that a STAR file says; -1 for those it leaves out. */
async function classesOf(star: string, count: number): Promise<Int32Array> {
  const table = findStarBlock(await readStar(star), 'particles')?.loops[0];
  const column = (label: string) => (table === undefined ? null : findStarColumn(table, label));
  const [names, numbers] = [column('rlnImageName')?.strings(), column('rlnClassNumber')?.numbers()];
  if (names === undefined || numbers === undefined) throw new Error(`${star} holds no classes of particles`);
  const found = new Int32Array(count).fill(-1);
  names.forEach((name, row) => {
    found[Number(name.split('@')[0]) - 1] = (numbers[row] ?? 0) - 1;
  });
  return found;
}

/** Judges classes of the simulated particles in `folder`. */
async function judgeFiles(folder: string, found: Int32Array, stack: string, threads: number): Promise<ClassQuality> {
  const truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as ParticleTruth;
  const radians = Math.PI / 180;
  const views = truth.particles.map(({ rot_deg, tilt_deg, psi_deg, centre_offset_px }) => ({
    rotation: matrixOfAngles(rot_deg * radians, tilt_deg * radians, psi_deg * radians),
    shiftPx: centre_offset_px,
  }));
  const { symmetry, mass_kda, seed } = truth.specimen;
  const specimen = toOpticalSpecimen(createAssembly({ symmetry, massKda: mass_kda, seed }));
  const settings = { ...defaultParticleSettings, boxPx: truth.box_size_pix, pixelSizeA: truth.psize_A };
  const averages = await readMrc(stack);
  const maskRadiusPx = maskDiameterA / 2 / truth.psize_A;
  return judgeClasses({ classes: found, averages, maskRadiusPx }, { views, settings, specimen, symmetry }, { threads });
}

function relionArguments(classes: number, threads: number): string[] {
  const options = {
    o: 'relion/run',
    i: 'particles.star',
    iter: 25,
    dont_combine_weights_via_disc: null,
    pool: 30,
    pad: 2,
    ctf: null,
    tau2_fudge: 2,
    particle_diameter: maskDiameterA,
    K: classes,
    flatten_solvent: null,
    zero_mask: null,
    center_classes: null,
    oversampling: 1,
    psi_step: 12,
    offset_range: 5,
    offset_step: 2,
    norm: null,
    scale: null,
    j: threads,
    random_seed: 1,
    preread_images: null,
  };
  return Object.entries(options).flatMap(([name, value]) =>
    value === null ? [`--${name}`] : [`--${name}`, `${value}`],
  );
}
