import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { correlateVolumes, crossingOf } from '@vitreous/algorithms';
import { readMrcHeader, readMrcVolume } from '@vitreous/formats';
import { runVitreous } from '../vitreous.js';

/** Simulated particles and the map that they are projections of. */
export interface SimulatedParticles {
  /** Holds particles.star with true poses, blind.star without any, map.mrc. */
  readonly folder: string;
  readonly particles: string;
  readonly truth: Float32Array;
  readonly boxPx: number;
  readonly pixelSizeA: number;
}

export const maskDiameterA = 200;

/** Of the particles' poses and what follows from them nothing is told to a program that looks for them. */
const told = [
  ...['rlnImageName', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle', 'rlnPhaseShift'],
  ...['rlnRandomSubset', 'rlnOpticsGroup'],
];

export async function simulate(folder: string, args: readonly string[]): Promise<SimulatedParticles> {
  await mkdir(folder, { recursive: true });
  await runVitreous(['simulate', 'particles', folder, ...args]);
  const particles = join(folder, 'particles.star');
  const text = (await readFile(particles, 'utf8')).split('\n');
  const first = text.findIndex((line) => line.startsWith('data_particles'));
  await writeFile(join(folder, 'blind.star'), [...text.slice(0, first), ...blind(text.slice(first))].join('\n'));
  const map = join(folder, 'map.mrc');
  const [{ data, width }, { pixelSizeA }] = [await readMrcVolume(map), await readMrcHeader(map)];
  return { folder, particles, truth: data, boxPx: width, pixelSizeA: pixelSizeA ?? NaN };
}

/** The lines of a table with nothing but the columns that are `told`. */
function blind(lines: readonly string[]): string[] {
  const labels = lines.filter((line) => line.startsWith('_')).map((line) => line.split(/\s+/)[0]?.slice(1) ?? '');
  const kept = labels.flatMap((label, column) => (told.includes(label) ? [column] : []));
  return lines.flatMap((line) => {
    if (line.startsWith('_')) {
      const place = kept.indexOf(labels.indexOf(line.split(/\s+/)[0]?.slice(1) ?? ''));
      return place < 0 ? [] : [`_${labels[kept[place] ?? 0] ?? ''} #${place + 1}`];
    }
    const cells = line.trim().split(/\s+/);
    return cells.length < labels.length ? [line] : [kept.map((column) => cells[column]).join(' ')];
  });
}

/** How far a map, or the mean of half maps, agrees with the truth, not seen through any mask. */
export async function describeAgreement(simulated: SimulatedParticles, paths: readonly string[]): Promise<string> {
  const { boxPx, pixelSizeA } = simulated;
  const fsc = await correlateWithTruth(simulated, paths);
  const widthA = boxPx * pixelSizeA;
  const last = Math.floor(boxPx / 2) - 1;
  const half = `${(widthA / crossingOf(fsc, 0.5)).toFixed(2)} Å`;
  return `0.5 at ${half}, ${(fsc[last] ?? 0).toFixed(2)} at ${(widthA / last).toFixed(1)} Å`;
}

/** Where a map, or the mean of half maps, agrees with the truth to 0.5 (Å), not seen through any mask. */
export async function agreementA(simulated: SimulatedParticles, paths: readonly string[]): Promise<number> {
  const { boxPx, pixelSizeA } = simulated;
  return (boxPx * pixelSizeA) / crossingOf(await correlateWithTruth(simulated, paths), 0.5);
}

async function correlateWithTruth(
  { truth, boxPx }: SimulatedParticles,
  paths: readonly string[],
): Promise<Float64Array> {
  const sum = new Float32Array(boxPx ** 3);
  for (const path of paths) {
    const { data } = await readMrcVolume(path);
    data.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + value));
  }
  return correlateVolumes(sum, truth, boxPx);
}

/** RELION's maps of the last iteration that it has written whole (it writes each map's model after it); none before the first. */
export async function latestMaps(folder: string, kinds: readonly ('' | 'half1_' | 'half2_')[]): Promise<string[]> {
  const files = new Set(await readdir(folder));
  const iterations = [...files].flatMap((name) => /^(run_it\d+)_.*model\.star$/.exec(name)?.[1] ?? []).sort();
  const whole = (iteration: string): boolean => kinds.every((kind) => files.has(`${iteration}_${kind}model.star`));
  const last = iterations.findLast(whole);
  return last === undefined ? [] : kinds.map((kind) => join(folder, `${last}_${kind}class001.mrc`));
}
