import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@vitreous/errors';
import { findNumbers, findTexts, writeMrcStack, type Dataset } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { openParticleImages, openParticles, type OpenParticles, type ParticleImages } from '@vitreous/stages';
import { absolutePath } from './exposure-table.js';

/** Particles read and written in one go: some tens of megabytes. */
const atOnceBytes = 64 * 2 ** 20;

/**
 * The images of particles that are connected to a job, from the SSD cache where the job has one.
 *
 * @throws UserError when they name no images or images that may not be read; as `openParticleImages`.
 */
export async function openConnectedImages(particles: Dataset, context: RunContext): Promise<ParticleImages> {
  const named = findTexts(particles, 'blob/path');
  if (named === null || named.length === 0) throw new UserError('The input holds no particle images (blob/path).');
  const places = named.map((name) => absolutePath(context, name.replace(/^>/, '')));
  const copies = await findReadable(new Set(places), context);
  const indices = Uint32Array.from(findNumbers(particles, 'blob/idx') ?? named.map(() => 0));
  return openParticleImages(
    places.map((path) => copies.get(path) ?? path),
    indices,
    'The input',
  );
}

/**
 * Particles that are connected to a job with their CTF, read from the SSD cache where the job has one.
 *
 * @throws as openParticles; UserError when a stack may not be read.
 */
export function openConnectedParticles(
  particles: Dataset,
  context: RunContext,
  { ignoreCtf }: { ignoreCtf: boolean },
): Promise<OpenParticles> {
  return openParticles(particles, {
    name: 'The input',
    folders: [context.projectDir],
    stack: null,
    pixelSizeA: null,
    ignoreCtf,
    dark: false,
    threads: context.threads,
    findCopies: (paths) => findReadable(paths, context),
  });
}

/**
 * Where to read stacks, by their absolute paths: in the SSD cache where the job has one.
 *
 * @throws UserError when one lies outside of the project and may not be read.
 */
export async function findReadable(
  paths: ReadonlySet<string>,
  context: RunContext,
): Promise<ReadonlyMap<string, string>> {
  for (const path of paths) await requireReadable(path, context);
  return context.localCopies([...paths]);
}

/** @throws UserError when a file, absolute, is not there or lies outside of the project and may not be read. */
export async function requireReadable(path: string, context: RunContext): Promise<void> {
  // What links of the project lead to was checked when they were made.
  if (path.startsWith(`${context.projectDir}/`)) return;
  const target = await realpath(path).catch(() => {
    throw new UserError(`There is no file ${path}.`);
  });
  context.requireReadable(target);
}

/** Where each particle of a written stack is. */
export interface WrittenStacks {
  /** Relative to the project. */
  readonly paths: string[];
  readonly indices: Uint32Array;
}

/**
 * Writes the images of particles, changed by `change`, into stacks of `batchSize` in the job's folder `folder`.
 * `change` gets images, (row, y, x), and the first's row, and answers images of `sidePx` a side.
 */
export async function rewriteStacks(
  images: ParticleImages,
  count: number,
  to: {
    readonly folder: string;
    readonly batchSize: number;
    readonly sidePx: number;
    readonly pixelSizeA: number;
    readonly float16: boolean;
    readonly change: (images: Float32Array, first: number) => Promise<Float32Array>;
  },
  context: RunContext,
): Promise<WrittenStacks> {
  const { sidePx, batchSize, pixelSizeA } = to;
  const { threads, signal } = context;
  const atOnce = Math.max(1, Math.floor(atOnceBytes / (4 * Math.max(images.boxPx, sidePx) ** 2)));
  const written: WrittenStacks = { paths: [], indices: new Uint32Array(count) };
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(count, start + batchSize);
    const name = join(to.folder, `batch_${String(start / batchSize).padStart(6, '0')}.mrcs`);
    const options = { mode: to.float16 ? 12 : 2, pixelSizeA, threads } as const;
    await writeMrcStack(join(context.projectDir, name), { height: sidePx, width: sidePx }, options, async (append) => {
      for (let first = start; first < end; first += atOnce) {
        signal.throwIfAborted();
        context.progress(first / count, `${first} of ${count} particles`);
        const rows = Array.from({ length: Math.min(atOnce, end - first) }, (_, i) => first + i);
        await append(await to.change(await images.read(rows, { threads }), first));
      }
    });
    for (let row = start; row < end; row++) {
      written.paths.push(name);
      written.indices[row] = row - start;
    }
  }
  return written;
}

/** The one pixel size of all particles. @throws UserError when there is none. */
export function onePixelSize(particles: Dataset): number {
  const sizes = findNumbers(particles, 'blob/psize_A');
  const first = sizes?.[0] ?? 0;
  if (!(first > 0)) throw new UserError('The particles do not say their pixel size (blob/psize_A).');
  if (Array.from(sizes ?? []).some((size) => Math.abs(size - first) > 1e-4 * first)) {
    throw new UserError('The particles are of different pixel sizes: treat each set by itself.');
  }
  return first;
}
