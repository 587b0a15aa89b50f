import { join, resolve } from 'node:path';
import type { Classification, ParticleSource } from '@vitreous/algorithms';
import {
  createDataset,
  createStandardDataset,
  floatColumn,
  indexColumn,
  starOfDataset,
  takeRows,
  withColumns,
  writeDataset,
  writeMrc,
  writeStar,
  writeTogether,
  type Dataset,
} from '@vitreous/formats';
import { idOf } from '../row-id.js';
import { writeClassGallery } from './class-pictures.js';

export interface Class2dFiles {
  /** The particles, in RELION 3.1 form: rlnClassNumber, rlnAnglePsi, rlnOriginXAngst, rlnOriginYAngst. */
  readonly particles_star: string;
  /** The same with alignments2D. */
  readonly particles_cs: string;
  /** Class averages, contrast transfer corrected, largest class first. */
  readonly classes_mrcs: string;
  /** A row for each class. */
  readonly classes_cs: string;
  /** PNG of all averages with counts and resolutions. */
  readonly gallery: string;
}

export async function writeClasses(
  found: Classification,
  dataset: Dataset,
  source: ParticleSource,
  { outDir, threads }: { outDir: string; threads: number },
): Promise<Class2dFiles> {
  const at = (name: string): string => join(outDir, name);
  const files: Class2dFiles = {
    particles_star: at('particles.star'),
    particles_cs: at('particles.cs'),
    classes_mrcs: at('classes.mrcs'),
    classes_cs: at('classes.cs'),
    gallery: at('classes.png'),
  };
  const { averages } = found;
  const { pixelSizeA } = source;
  const aligned = takeClassified(withColumns(dataset, describeParticles(found, pixelSizeA)), found);
  // A STAR file has one alignment: this one, not that of an earlier refinement.
  const flat = createDataset(
    aligned.length,
    Object.fromEntries([...aligned.columns].filter(([name]) => !name.startsWith('alignments3D/'))),
  );
  await writeTogether(async () => {
    await writeMrc(files.classes_mrcs, averages, { pixelSizeA, threads });
    await writeDataset(files.classes_cs, describeClasses(found, { path: files.classes_mrcs }, pixelSizeA));
    await writeClassGallery(files.gallery, found, { threads });
    await writeDataset(files.particles_cs, aligned);
    await writeStar(files.particles_star, starOfDataset(flat).blocks);
  });
  return files;
}

/**
 * Angles and shifts as datasets and RELION have them: the angle turns the average from y towards x, the shift brings
 * the particle to the middle of its box.
 */
export function describeParticles({ particles }: Classification, pixelSizeA: number): Dataset {
  const { classes, angleRad, shiftPx, probability, classEss, score } = particles;
  const count = classes.length;
  return createStandardDataset(count, {
    'alignments2D/pose': angleRad.map((angle) => -(angle > Math.PI ? angle - 2 * Math.PI : angle)),
    'alignments2D/shift': shiftPx.map((value) => -value),
    'alignments2D/psize_A': new Float32Array(count).fill(pixelSizeA),
    'alignments2D/cross_cor': score,
    'alignments2D/class': classes.map((k) => Math.max(0, k)),
    'alignments2D/class_posterior': probability,
    'alignments2D/class_ess': classEss,
  });
}

/** The rows of particles that are in a class. */
export function takeClassified(table: Dataset, { particles: { classes } }: Classification): Dataset {
  const rows = Array.from(classes.keys()).filter((particle) => (classes[particle] ?? -1) >= 0);
  return rows.length === table.length ? table : takeRows(table, rows);
}

/** A row for each class; `named` is what the dataset calls the file of averages at `path`. */
export function describeClasses(
  { averages, rows }: Classification,
  { path, named = path }: { path: string; named?: string },
  pixelSizeA: number,
): Dataset {
  const { count, height, width } = averages;
  const floats = (of: (row: (typeof rows)[number]) => number) => floatColumn(Float32Array.from(rows, of));
  const images = createStandardDataset(count, {
    uid: BigUint64Array.from(rows, (_, k) => idOf(`${resolve(path)} ${k}`)),
    'blob/path': rows.map(() => named),
    'blob/idx': rows.map((_, k) => k),
    'blob/shape': rows.flatMap(() => [height, width]),
    'blob/psize_A': rows.map(() => pixelSizeA),
    'blob/sign': rows.map(() => 1),
  });
  const figures = createDataset(count, {
    'blob/class_idx': indexColumn(Uint32Array.from(rows.keys())),
    'blob/num_particles_total': indexColumn(Uint32Array.from(rows, (row) => row.count)),
    'blob/res_A': floats((row) => row.resolutionA),
    'blob/mean_prob': floats((row) => row.meanProbability),
    'blob/class_ess': floats((row) => row.classEss),
  });
  return withColumns(images, figures);
}
