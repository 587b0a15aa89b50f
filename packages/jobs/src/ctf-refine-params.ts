import { defineInput, numberParam, required, textParam } from '@vitreous/job-kit';
import type { OutputSpec } from '@vitreous/schema';
import { particleParams, windowParam } from './particle-params.js';
import { mapsInput, maskInput } from './volume-slots.js';

/** How far a defocus may be off, wherever it is looked for. */
export const defocusRangeParam = numberParam('A defocus may be off by (Å)', 2000, { gt: 0 });

/** What both jobs that refine the contrast transfer against known maps ask for. */
export const ctfRefineParams = {
  refine_symmetry: textParam('Point group of the maps made between rounds (C1, C4, D7, T, O, I)', 'C1'),
  refine_window_inner_A: windowParam,
  ...particleParams,
};

export const ctfRefineInputs = {
  particles: defineInput({
    type: 'particle',
    title: 'Particles with the poses that the maps were made with',
    slots: [required('blob'), required('ctf'), required('alignments3D')],
  }),
  volume: mapsInput('Half maps, of the particles’ box', ['map_half_A', 'map_half_B']),
  mask: maskInput('Mask of the maps (else that of the volume, else a ball)'),
};

/** The particles with another contrast transfer. */
export const ctfRefineOutputs: Readonly<Record<string, OutputSpec>> = {
  particles: {
    type: 'particle',
    title: 'Particles with the refined CTF',
    description: '',
    slots: [{ name: 'ctf', dtype: 'ctf' }],
    passthrough: 'particles',
  },
};
