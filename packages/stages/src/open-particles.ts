import { isAbsolute, join } from 'node:path';
import { aberrationOf, type Ctf, type ParticleSource } from '@vitreous/algorithms';
import { DataError, UserError } from '@vitreous/errors';
import {
  createStandardDataset,
  findNumbers,
  findTexts,
  firstThere,
  withColumns,
  type Dataset,
} from '@vitreous/formats';
import type { Aberration } from '@vitreous/numerics';
import { openParticleImages } from './particle-images.js';
import { readAberrations, withoutOddAberrations, type RowAberrations } from './read-aberrations.js';

/** Where the images of a table of particles are, as far as it does not say. */
export interface ParticleTable {
  /** What messages call it. */
  readonly name: string;
  /** Folders that its paths may be relative to. */
  readonly folders: readonly string[];
  /** The stack that all rows are of, whatever they name. */
  readonly stack: string | null;
  readonly pixelSizeA: number | null;
  /** Particles have been corrected for their CTF, or have none that matters. */
  readonly ignoreCtf: boolean;
  /** Protein is dark in the images, whatever the table says. */
  readonly dark: boolean;
  readonly threads: number;
  /** Told of all stacks before they are read; answers where to read those that are better read elsewhere. */
  readonly findCopies?: (paths: ReadonlySet<string>) => Promise<ReadonlyMap<string, string>>;
}

/** A table of particles, its paths as seen from here, and its images. */
export interface OpenParticles {
  readonly dataset: Dataset;
  readonly source: ParticleSource;
}

/** The aberration whose contrast transfer is 1 everywhere. */
const noAberration: Aberration = { constant: 0.5, xx: 0, xy: 0, yy: 0, fourth: 0 };

/**
 * Opens the images of a table of particles.
 *
 * @throws UserError when the table has no images, no CTF or no pixel size, or its boxes differ; DataError for a broken file.
 */
export async function openParticles(table: Dataset, given: ParticleTable): Promise<OpenParticles> {
  const named = findTexts(table, 'blob/path')?.map((path) => path.replace(/^>/, ''));
  if (table.length === 0) throw new UserError(`${given.name} holds no particles.`);
  if (named === undefined) {
    throw new UserError(`${given.name} names no images: expected blob/path (or rlnImageName) of a particle stack.`);
  }
  const indices = Uint32Array.from(findNumbers(table, 'blob/idx') ?? named.map(() => 0));
  const places = await locate(new Set(named), given);
  const paths = named.map((name) => places.get(name) ?? name);
  const copies = await given.findCopies?.(new Set(paths));
  const read = paths.map((path) => copies?.get(path) ?? path);
  const images = await openParticleImages(read, indices, given.name);
  const { boxPx } = images;
  const pixelSizeA = given.pixelSizeA ?? pixelSizeOf(table, given.name) ?? images.headerPixelSizeA;
  if (pixelSizeA === null) throw new UserError(`${given.name} does not say its pixel size: give it with --psize.`);
  const signs = findNumbers(table, 'blob/sign');
  const sign = (particle: number): number => (given.dark || (signs?.[particle] ?? 1) < 0 ? -1 : 1);
  const located = createStandardDataset(table.length, {
    'blob/path': paths,
    'blob/idx': indices,
    'blob/shape': new Uint32Array(2 * table.length).fill(boxPx),
    'blob/psize_A': new Float32Array(table.length).fill(pixelSizeA),
    'blob/sign': paths.map((_, particle) => sign(particle)),
  });
  const aberrations = readAberrations(table);
  const source: ParticleSource = {
    count: table.length,
    boxPx,
    pixelSizeA,
    aberration: given.ignoreCtf ? () => noAberration : aberrationsOf(table, aberrations, given.name),
    name: (particle) => `Image ${(indices[particle] ?? 0) + 1} of ${paths[particle] ?? ''}`,
    read: (particles) => images.read(particles, { sign, threads: given.threads }),
  };
  return {
    dataset: withColumns(table, located),
    source: given.ignoreCtf ? source : withoutOddAberrations(source, aberrations, given.threads),
  };
}

/** Where each named stack is. */
async function locate(
  names: ReadonlySet<string>,
  { name: table, folders, stack }: ParticleTable,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of names) {
    const wanted = stack ?? name;
    const asIs = isAbsolute(wanted) || stack !== null;
    const place = await firstThere(asIs ? [wanted] : folders.map((folder) => join(folder, wanted)));
    if (place === null) {
      throw new UserError(
        `There is no stack ${wanted}, which ${table} names${asIs ? '' : `; looked from ${folders.join(', ')}`}. Say where it is.`,
      );
    }
    found.set(name, place);
  }
  return found;
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

/** Contrast transfer of each row, from columns that have been checked. */
function aberrationsOf(table: Dataset, { tetraA }: RowAberrations, path: string): (row: number) => Aberration {
  const column = (name: string): ArrayLike<number> => {
    const values = findNumbers(table, `ctf/${name}`);
    if (values !== null) return values;
    throw new UserError(
      `${path} does not say the CTF of its particles (ctf/${name} is missing): estimate it first, or go on without it (--ignore-ctf; in a job, the parameter that ends in _do_ctf).`,
    );
  };
  const [df1, df2, angle] = [column('df1_A'), column('df2_A'), column('df_angle_rad')];
  const [kv, cs, contrast] = [column('accel_kv'), column('cs_mm'), column('amp_contrast')];
  const phaseShift = findNumbers(table, 'ctf/phase_shift_rad');
  const ctfOf = (row: number): Ctf => ({
    accelKv: kv[row] ?? NaN,
    csMm: cs[row] ?? NaN,
    ampContrast: contrast[row] ?? NaN,
    df1A: df1[row] ?? NaN,
    df2A: df2[row] ?? NaN,
    dfAngleRad: angle[row] ?? NaN,
    phaseShiftRad: phaseShift?.[row] ?? 0,
  });
  for (let row = 0; row < table.length; row++) {
    const ctf = ctfOf(row);
    const odd = Object.entries(ctf).find(([, value]) => !Number.isFinite(value));
    if (odd !== undefined || !(ctf.accelKv > 0)) {
      throw new DataError(`${path}, particle ${row + 1}: its CTF (${odd?.[0] ?? 'accelKv'}) is no usable number.`);
    }
  }
  return (row) => {
    const tetra = tetraA(row);
    return aberrationOf(tetra === null ? ctfOf(row) : { ...ctfOf(row), tetraA: tetra });
  };
}
