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
import { measure, measurePair, type Cost } from './measure.js';
import { costsOf, type Row } from './row.js';
import { runVitreous } from './vitreous.js';

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

const [classes, maskDiameterA] = [20, 200];

/**
 * 2,000 simulated particles in 20 classes. RELION takes many minutes (Debian's build knows its expectation and maximisation
 * only, not the stochastic method of later versions), so it runs once, and only where it is wanted.
 */
export async function benchClass2d(
  seed: number,
  { work, relion, threads, rounds }: { work: string; relion: boolean; threads: number; rounds: number },
): Promise<Row> {
  await mkdir(work, { recursive: true });
  await runVitreous(['simulate', 'particles', work, '--seed', `${seed}`]);
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
    return measure('relion_refine', relionArguments(threads), { cwd: work });
  };
  const costs = await measurePair(rounds, ours, null);
  const their = relion ? [await theirs()] : [];
  const quality = await judgeFiles(work, join(out, 'particles.star'), join(out, 'classes.mrcs'), threads);
  return {
    step: '2D classes',
    work: '2000 particles, box 96, SNR 0.08, 20 classes',
    quality: describeQuality(quality),
    theirQuality: relion
      ? describeQuality(
          await judgeFiles(
            work,
            join(theirOut, 'run_it025_data.star'),
            join(theirOut, 'run_it025_classes.mrcs'),
            threads,
          ),
        )
      : '–',
    ...costsOf(costs.ours, their),
    bar: 'RELION 5 VDAM on another machine and specimen: 20 used, 4.23°, 7.6 / 7.1 Å, 566 CPU s; an eighth of it',
  };
}

function describeQuality({ used, spreadDeg, resolutionA, bestResolutionA }: ClassQuality): string {
  const resolution = `${resolutionA.toFixed(1)} / ${bestResolutionA.toFixed(1)} Å`;
  return `${used} used, views ${spreadDeg.toFixed(2)}° apart, FRC 0.5 at ${resolution}`;
}

/** Judges classes that a program wrote of the simulated particles in `folder`. */
async function judgeFiles(folder: string, star: string, stack: string, threads: number): Promise<ClassQuality> {
  const truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as ParticleTruth;
  const radians = Math.PI / 180;
  const views = truth.particles.map(({ rot_deg, tilt_deg, psi_deg, centre_offset_px }) => ({
    rotation: matrixOfAngles(rot_deg * radians, tilt_deg * radians, psi_deg * radians),
    shiftPx: centre_offset_px,
  }));
  const { symmetry, mass_kda, seed } = truth.specimen;
  const specimen = toOpticalSpecimen(createAssembly({ symmetry, massKda: mass_kda, seed }));
  const settings = { ...defaultParticleSettings, boxPx: truth.box_size_pix, pixelSizeA: truth.psize_A };
  const table = findStarBlock(await readStar(star), 'particles')?.loops[0];
  const column = (label: string) => (table === undefined ? null : findStarColumn(table, label));
  const [names, numbers] = [column('rlnImageName')?.strings(), column('rlnClassNumber')?.numbers()];
  if (names === undefined || numbers === undefined) throw new Error(`${star} holds no classes of particles`);
  const found = new Int32Array(views.length).fill(-1);
  names.forEach((name, row) => {
    found[Number(name.split('@')[0]) - 1] = (numbers[row] ?? 0) - 1;
  });
  const averages = await readMrc(stack);
  const maskRadiusPx = maskDiameterA / 2 / truth.psize_A;
  return judgeClasses({ classes: found, averages, maskRadiusPx }, { views, settings, specimen, symmetry }, { threads });
}

function relionArguments(threads: number): string[] {
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
