import { expect, it } from 'vitest';
import { categoryOfFile } from './file-category.js';

it.each([
  ['motioncorrected/000001_a_patch_aligned_doseweighted.mrc', 'micrographs'],
  ['motioncorrected/000001_a_rigid_traj.npy', 'metadata'],
  ['thumbnails/000001_a_preview_1x.png', 'thumbnails'],
  ['ctfestimated/000001_a.png', 'thumbnails'],
  ['ctfestimated/000001_a.npy', 'metadata'],
  ['pick/blob/000001_a_picks.cs', 'metadata'],
  ['pick/blob/000001_a_picks.png', 'metadata'],
  ['extract/blob/000001_a_particles.mrcs', 'particles'],
  ['extract/blob/000001_a_particles.cs', 'metadata'],
  ['import_movies/000001_a.mrc', 'metadata'],
  ['a-persons-own.mrc', 'metadata'],
] as const)('%s is of %s', (path, category) => {
  expect(categoryOfFile(path)).toBe(category);
});
