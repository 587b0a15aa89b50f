import { dirname, extname, isAbsolute, join } from 'node:path';
import { aberrationOf, type ParticleSource } from '@vitreous/algorithms';
import { DataError, UserError } from '@vitreous/errors';
import {
  firstThere,
  createStandardDataset,
  datasetOfStar,
  findNumbers,
  findTexts,
  readDataset,
  readMrc,
  readMrcHeader,
  readStar,
  withColumns,
  type Dataset,
} from '@vitreous/formats';
import type { Aberration } from '@vitreous/numerics';
import type { ParticleInput } from './definition.js';

/** A table of particles, its paths as seen from here, and its images. */
export interface ReadParticles {
  readonly dataset: Dataset;
  readonly source: ParticleSource;
}

/** The aberration whose contrast transfer is 1 everywhere. */
const noAberration: Aberration = { constant: 0.5, xx: 0, xy: 0, yy: 0, fourth: 0 };

/**
 * Opens the particles of a `.star` or `.cs` file. Paths in it are looked for from here, from the file's folder and from the
 * folders above it.
 *
 * @throws UserError when the table has no images, no CTF or no pixel size, or its boxes differ; DataError for a broken file.
 */
export async function readParticles(input: ParticleInput, { threads }: { threads: number }): Promise<ReadParticles> {
  const table = await readTable(input);
  const named = findTexts(table, 'blob/path')?.map((path) => path.replace(/^>/, ''));
  if (table.length === 0) throw new UserError(`${input.path} holds no particles.`);
  if (named === undefined) {
    throw new UserError(`${input.path} names no images: expected blob/path (or rlnImageName) of a particle stack.`);
  }
  const indices = Uint32Array.from(findNumbers(table, 'blob/idx') ?? named.map(() => 0));
  const places = await locate(new Set(named), input);
  const paths = named.map((name) => places.get(name) ?? name);
  const { boxPx, headerPixelSizeA } = await checkStacks(paths, indices, input.path);
  const pixelSizeA = input.pixelSizeA ?? pixelSizeOf(table, input.path) ?? headerPixelSizeA;
  if (pixelSizeA === null) throw new UserError(`${input.path} does not say its pixel size: give it with --psize.`);
  const signs = findNumbers(table, 'blob/sign');
  const sign = (particle: number): number => (input.dark || (signs?.[particle] ?? 1) < 0 ? -1 : 1);
  const images = createStandardDataset(table.length, {
    'blob/path': paths,
    'blob/idx': indices,
    'blob/shape': new Uint32Array(2 * table.length).fill(boxPx),
    'blob/psize_A': new Float32Array(table.length).fill(pixelSizeA),
    'blob/sign': paths.map((_, particle) => sign(particle)),
  });
  const name = (particle: number): string => `Image ${(indices[particle] ?? 0) + 1} of ${paths[particle] ?? ''}`;
  return {
    dataset: withColumns(table, images),
    source: {
      count: table.length,
      boxPx,
      pixelSizeA,
      aberrations: input.ignoreCtf ? paths.map(() => noAberration) : aberrationsOf(table, input.path),
      name,
      read: (particles) => readImages(particles, { paths, indices, boxPx, sign, threads }),
    },
  };
}

async function readTable({ path, pixelSizeA, dark }: ParticleInput): Promise<Dataset> {
  const kind = extname(path).toLowerCase();
  if (kind === '.cs') return readDataset(path);
  if (kind !== '.star') throw new UserError(`${path} is no table of particles: expected a .star or .cs file.`);
  const options = { sign: dark ? -1 : 1, ...(pixelSizeA !== null && { pixelSizeA }) } as const;
  return datasetOfStar(await readStar(path), options).dataset;
}

/** Where each named stack is. */
async function locate(names: ReadonlySet<string>, { path, stack }: ParticleInput): Promise<Map<string, string>> {
  const folder = dirname(path);
  const found = new Map<string, string>();
  for (const name of names) {
    const wanted = stack ?? name;
    const tried =
      isAbsolute(wanted) || stack !== null
        ? [wanted]
        : [wanted, ...['.', '..', '../..', '../../..'].map((up) => join(folder, up, wanted))];
    const place = await firstThere(tried);
    if (place === null) {
      throw new UserError(
        `There is no stack ${wanted}, which ${path} names; looked from here, from ${folder} and from the folders above it. Say where it is with --stack.`,
      );
    }
    found.set(name, place);
  }
  return found;
}

/** Checks that every stack has the images asked of it, all square and of one size. */
async function checkStacks(
  paths: readonly string[],
  indices: Uint32Array,
  table: string,
): Promise<{ boxPx: number; headerPixelSizeA: number | null }> {
  const most = new Map<string, number>();
  paths.forEach((path, row) => most.set(path, Math.max(most.get(path) ?? 0, indices[row] ?? 0)));
  let first: { path: string; boxPx: number; pixelSizeA: number | null } | null = null;
  for (const [path, index] of most) {
    const { height, width, sections, pixelSizeA } = await readMrcHeader(path);
    if (height !== width) {
      throw new UserError(`${path} holds images of ${width} x ${height} pixels: expected square boxes.`);
    }
    if (index >= sections) {
      throw new DataError(`${table} names image ${index + 1} of ${path}, which has ${sections}.`);
    }
    first ??= { path, boxPx: width, pixelSizeA };
    if (first.boxPx !== width) {
      throw new UserError(
        `Boxes differ: ${first.boxPx} pixels in ${first.path}, ${width} in ${path}. Extract or crop them to one size.`,
      );
    }
  }
  return { boxPx: first?.boxPx ?? 0, headerPixelSizeA: first?.pixelSizeA ?? null };
}

function pixelSizeOf(table: Dataset, path: string): number | null {
  const sizes = findNumbers(table, 'blob/psize_A');
  if (sizes === null) return null;
  const [first = NaN] = Array.from(sizes).slice(0, 1);
  if (Array.from(sizes).some((size) => Math.abs(size - first) > 1e-4 * first)) {
    throw new UserError(`${path} holds particles of different pixel sizes: bring them to one first.`);
  }
  return first > 0 ? first : null;
}

function aberrationsOf(table: Dataset, path: string): Aberration[] {
  const column = (name: string): ArrayLike<number> => {
    const values = findNumbers(table, `ctf/${name}`);
    if (values !== null) return values;
    throw new UserError(
      `${path} does not say the CTF of its particles (ctf/${name} is missing): estimate it first, or classify without it (--ignore-ctf).`,
    );
  };
  const [df1, df2, angle] = [column('df1_A'), column('df2_A'), column('df_angle_rad')];
  const [kv, cs, contrast] = [column('accel_kv'), column('cs_mm'), column('amp_contrast')];
  const phaseShift = findNumbers(table, 'ctf/phase_shift_rad');
  return Array.from({ length: table.length }, (_, row) => {
    const ctf = {
      accelKv: kv[row] ?? NaN,
      csMm: cs[row] ?? NaN,
      ampContrast: contrast[row] ?? NaN,
      df1A: df1[row] ?? NaN,
      df2A: df2[row] ?? NaN,
      dfAngleRad: angle[row] ?? NaN,
      phaseShiftRad: phaseShift?.[row] ?? 0,
    };
    const odd = Object.entries(ctf).find(([, value]) => !Number.isFinite(value));
    if (odd !== undefined || !(ctf.accelKv > 0)) {
      throw new DataError(`${path}, particle ${row + 1}: its CTF (${odd?.[0] ?? 'accelKv'}) is no usable number.`);
    }
    return aberrationOf(ctf);
  });
}

/** Images of the given rows; neighbours in a stack are read together. */
async function readImages(
  particles: readonly number[],
  given: {
    paths: readonly string[];
    indices: Uint32Array;
    boxPx: number;
    sign: (particle: number) => number;
    threads: number;
  },
): Promise<Float32Array> {
  const { paths, indices, boxPx, sign, threads } = given;
  const area = boxPx * boxPx;
  const images = new Float32Array(particles.length * area);
  const follows = (one: number, other: number): boolean =>
    paths[one] === paths[other] && (indices[other] ?? 0) === (indices[one] ?? 0) + 1;
  for (let start = 0; start < particles.length;) {
    let end = start + 1;
    while (end < particles.length && follows(particles[end - 1] ?? 0, particles[end] ?? 0)) end++;
    const first = particles[start] ?? 0;
    const options = { firstSection: indices[first] ?? 0, sectionCount: end - start, threads };
    images.set((await readMrc(paths[first] ?? '', options)).data, start * area);
    start = end;
  }
  particles.forEach((particle, i) => {
    if (sign(particle) > 0) return;
    for (let at = i * area; at < (i + 1) * area; at++) images[at] = -(images[at] ?? 0);
  });
  return images;
}
