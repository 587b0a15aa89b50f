import { DataError, UserError } from '@vitreous/errors';
import {
  createStandardDataset,
  fieldsOf,
  findIds,
  findNumbers,
  findTexts,
  joinDatasets,
  noAberrations,
  renameColumns,
  withColumns,
  type Dataset,
  type StandardValues,
} from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { idOf } from '@vitreous/stages';
import { importFiles, listFiles, openLinkFolder } from '../import-files.js';
import { describeStackImages } from '../stack-images.js';
import { importedSlots, type importParticles } from './definition.js';
import { findStacks } from './find-stacks.js';
import { matchExposures, type SourceExposure } from './match-exposures.js';
import { readTable } from './read-table.js';

type Params = ParamsOf<typeof importParticles>;

/** Links the stacks of particles into the project and writes a row for each particle. */
export async function run(params: Params, context: RunContext): Promise<void> {
  if (params.sign === 0) throw new UserError('sign is 0: give 1 where protein is bright, -1 where it is dark.');
  const exposures = await context.readInput('exposures');
  const matched = exposures.length === 0 ? null : matchExposures(exposures, params);
  const { particle_meta_path: meta, particle_blob_path: blob } = params;
  if (meta === null && blob === null) {
    throw new UserError('Neither a table (particle_meta_path) nor stacks (particle_blob_path) are named.');
  }
  const tables = meta === null ? [] : await listFiles(meta);
  if (meta !== null && tables.length === 0) throw new UserError(`${meta}: there is no file of such a name.`);
  const parts: Dataset[] = [];
  const link = await openLinkFolder('imported', context);
  for (const table of tables) {
    context.requireReadable(table);
    parts.push(await readParticles(table, params, context, { link, exposureOf: matched }));
  }
  if (meta === null && blob !== null) {
    const files = await importFiles(blob, context);
    parts.push(await describeStackImages(files, params.psize_A));
  }
  const all = joinShared(parts);
  if (all.length === 0) throw new DataError(`${meta ?? blob ?? ''} holds no particles.`);
  const particles = withOverrides(withDistinctIds(all), params);
  await context.saveOutput('imported_particles', particles);
  await context.log(`${particles.length} particles of ${new Set(findTexts(particles, 'blob/path')).size} stacks.`);
}

/** The particles of one table, their stacks linked into the project. */
async function readParticles(
  table: string,
  params: Params,
  context: RunContext,
  given: {
    readonly link: (path: string) => Promise<string>;
    readonly exposureOf: ((name: string) => SourceExposure | null) | null;
  },
): Promise<Dataset> {
  context.progress(0, `reading ${table}`);
  const { exposureOf } = given;
  const { dataset, notes } = await readTable(table, new Set(importedSlots), {
    ...(params.psize_A !== null && { pixelSizeA: params.psize_A }),
    micrographShape: (name) => exposureOf?.(name)?.shape ?? null,
  });
  for (const note of notes) await context.log(note);
  const names = findTexts(dataset, 'blob/path')?.map((path) => path.replace(/^>/, ''));
  if (names === undefined) {
    throw new UserError(`${table} names no images: expected blob/path (or _rlnImageName) of a particle stack.`);
  }
  const indices = findNumbers(dataset, 'blob/idx') ?? names.map(() => 0);
  const most = new Map<string, number>();
  names.forEach((name, row) => most.set(name, Math.max(most.get(name) ?? 0, indices[row] ?? 0)));
  const stacks = await findStacks(most, {
    table,
    given: params.particle_blob_path,
    requireReadable: (path) => {
      context.requireReadable(path);
    },
  });
  const links = new Map<string, string>();
  for (const { path } of stacks.values()) {
    context.signal.throwIfAborted();
    if (!links.has(path)) links.set(path, await given.link(path));
  }
  const said = findNumbers(dataset, 'blob/psize_A');
  const stackOf = (row: number): ReturnType<typeof stacks.get> => stacks.get(names[row] ?? '');
  const images = createStandardDataset(dataset.length, {
    'blob/path': names.map((_, row) => links.get(stackOf(row)?.path ?? '') ?? ''),
    'blob/idx': indices,
    'blob/shape': names.flatMap((_, row) => [stackOf(row)?.boxPx ?? 0, stackOf(row)?.boxPx ?? 0]),
    'blob/psize_A': names.map((name, row) => {
      const size = params.psize_A ?? said?.[row] ?? stackOf(row)?.pixelSizeA ?? null;
      if (size !== null && size > 0) return size;
      throw new UserError(`Neither ${table} nor ${name} says the pixel size: give it (psize_A).`);
    }),
    'blob/import_sig': BigUint64Array.from(names, (_, row) => idOf(stackOf(row)?.path ?? '')),
    ...(dataset.columns.has('blob/sign') && params.sign === null
      ? {}
      : { 'blob/sign': names.map(() => params.sign ?? 1) }),
  });
  const placed = withColumns(dataset, images);
  return exposureOf === null ? placed : nameExposures(placed, exposureOf, context);
}

/** The micrographs of particles as the project names them. */
async function nameExposures(
  particles: Dataset,
  exposureOf: (name: string) => SourceExposure | null,
  context: RunContext,
): Promise<Dataset> {
  const names = findTexts(particles, 'location/micrograph_path');
  const sources = names?.map(exposureOf) ?? [];
  const lost = particles.length - sources.filter((source) => source !== null).length;
  if (lost > 0) await context.log(`${lost} particles match none of the exposures, or several.`, 'warning');
  if (names === null || lost === particles.length) return particles;
  const uids = findIds(particles, 'location/micrograph_uid');
  const sizes = findNumbers(particles, 'location/micrograph_psize_A');
  const columns: Record<string, StandardValues> = {
    'location/micrograph_uid': BigUint64Array.from(sources, (source, row) => source?.uid ?? uids?.[row] ?? 0n),
    'location/micrograph_path': sources.map((source, row) => source?.path ?? names[row] ?? ''),
    'location/micrograph_psize_A': sources.map((source, row) => source?.pixelSizeA ?? sizes?.[row] ?? 0),
  };
  return withColumns(particles, createStandardDataset(particles.length, columns));
}

/** Rows of all tables, with the columns that all have. */
function joinShared(parts: readonly Dataset[]): Dataset {
  const [first, ...rest] = parts;
  const shared = new Set(
    (first === undefined ? [] : fieldsOf(first))
      .map(({ name }) => name)
      .filter((name) => rest.every(({ columns }) => columns.has(name))),
  );
  return joinDatasets(parts.map((part) => renameColumns(part, (name) => (shared.has(name) ? name : null))));
}

/** New ids, made of images, where the tables have none or one twice. */
function withDistinctIds(particles: Dataset): Dataset {
  const uids = findIds(particles, 'uid');
  if (uids !== null && new Set(uids).size === particles.length) return particles;
  const paths = findTexts(particles, 'blob/path') ?? [];
  const indices = findNumbers(particles, 'blob/idx');
  const uid = BigUint64Array.from(paths, (path, row) => idOf(`${path} ${indices?.[row] ?? 0} ${row}`));
  return withColumns(particles, createStandardDataset(particles.length, { uid }));
}

/** What the parameters override, and nothing that is half known: a CTF has all its columns or none. */
function withOverrides(particles: Dataset, params: Params): Dataset {
  const { length } = particles;
  const fill = (value: number): number[] => Array.from({ length }, () => value);
  const optics = ['accel_kv', 'cs_mm', 'amp_contrast'] as const;
  const hasCtf = particles.columns.has('ctf/df1_A');
  const columns: Record<string, StandardValues> = {};
  for (const name of hasCtf ? optics : []) {
    const value = params[name];
    if (value !== null) columns[`ctf/${name}`] = fill(value);
    else if (!particles.columns.has(`ctf/${name}`)) {
      throw new UserError(`The table has a defocus but not ${name}: give it.`);
    }
  }
  const complete = hasCtf
    ? withColumns(
        createStandardDataset(length, {
          'ctf/type': Array.from({ length }, () => 'imported'),
          'ctf/exp_group_id': fill(1),
          'ctf/df2_A': Array.from(findNumbers(particles, 'ctf/df1_A') ?? []),
          'ctf/df_angle_rad': fill(0),
          'ctf/phase_shift_rad': fill(0),
          ...noAberrations(length),
        }),
        particles,
      )
    : particles;
  return renameColumns(withColumns(complete, createStandardDataset(length, columns)), (name) => {
    if (name.startsWith('ctf/') && !hasCtf) return null;
    if (/^alignments[23]D\//.test(name) && params.ignore_pose) return null;
    return name.endsWith('/split') && params.ignore_splits ? null : name;
  });
}
