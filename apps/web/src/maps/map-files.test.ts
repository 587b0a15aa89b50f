import { expect, it } from 'vitest';
import { readDirections, readFsc } from './map-files.js';

const blobOf = (content: object): Blob => new Blob([JSON.stringify(content)]);
const curve = [1, 0.5, 0.1];
const fsc = {
  ...{ psize_A: 2, box_size_pix: 6, resolution_A: 5, bfactor_A2: null, radwn: [0, 1, 2], guinier: null },
  ...{ fsc_nomask: curve, fsc_sphericalmask: curve, fsc_tightmask: curve, fsc_noisesub: curve },
};
const directions = { num_particles: 3, symmetry: 'C1', columns: 3, rows: 1, spread: [0, 1, 2] };

it('files of curves and of directions are read where they are whole', async () => {
  expect(await readFsc(blobOf(fsc))).toEqual(fsc);
  expect(await readDirections(blobOf(directions))).toEqual(directions);
});

it('files that lack something are refused, instead of ending the page', async () => {
  await expect(readFsc(blobOf({ ...fsc, fsc_noisesub: undefined }))).rejects.toThrow('No curves');
  await expect(readFsc(blobOf({ ...fsc, guinier: { inverse_square_A: [1] } }))).rejects.toThrow('No curves');
  await expect(readDirections(blobOf({ ...directions, spread: [0, 1] }))).rejects.toThrow('No viewing directions');
  await expect(readDirections(blobOf({ counts: [1] }))).rejects.toThrow('No viewing directions');
});
