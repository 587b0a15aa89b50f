import { dirname, extname } from 'node:path';
import { UserError } from '@vitreous/errors';
import { datasetOfStar, readDataset, readStar, type Dataset } from '@vitreous/formats';
import type { ParticleInput } from './particle-input.js';
import { openParticles, type OpenParticles } from './open-particles.js';

/**
 * Opens the particles of a `.star` or `.cs` file. Paths in it are looked for from here, from the file's folder and from the
 * folders above it.
 *
 * @throws UserError when the table has no images, no CTF or no pixel size, or its boxes differ; DataError for a broken file.
 */
export async function readParticles(input: ParticleInput, { threads }: { threads: number }): Promise<OpenParticles> {
  const { path, ...rest } = input;
  const folder = dirname(path);
  const folders = ['.', folder, ...['..', '../..', '../../..'].map((up) => `${folder}/${up}`)];
  return openParticles(await readTable(input), { ...rest, name: path, folders, threads });
}

async function readTable({ path, pixelSizeA, dark }: ParticleInput): Promise<Dataset> {
  const kind = extname(path).toLowerCase();
  if (kind === '.cs') return readDataset(path);
  if (kind !== '.star') throw new UserError(`${path} is no table of particles: expected a .star or .cs file.`);
  const options = { sign: dark ? -1 : 1, ...(pixelSizeA !== null && { pixelSizeA }) } as const;
  return datasetOfStar(await readStar(path), options).dataset;
}
