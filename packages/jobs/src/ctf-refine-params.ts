import type { WantedAberrations } from '@vitreous/algorithms';
import { defineInput, flagParam, numberParam, required, textParam } from '@vitreous/job-kit';
import type { OutputSpec } from '@vitreous/schema';
import { particleParams, windowParam } from './particle-params.js';
import { mapsInput, maskInput } from './volume-slots.js';

/** How aberrations are looked for. */
export const aberrationParams = {
  crg_min_res_A: numberParam('Aberrations: nothing coarser is compared (Å)', 20, { gt: 0 }),
  crg_do_tilt: flagParam('Find the beam tilt', true),
  crg_do_trefoil: flagParam('Find the trefoil', true),
  crg_do_spherical: flagParam('Find the spherical aberration', true),
  crg_do_tetrafoil: flagParam('Find the tetrafoil', true),
};

/** What they ask for; null where all are switched off. */
export function aberrationSearchOf(params: {
  readonly crg_min_res_A: number;
  readonly crg_do_tilt: boolean;
  readonly crg_do_trefoil: boolean;
  readonly crg_do_spherical: boolean;
  readonly crg_do_tetrafoil: boolean;
}): { readonly wanted: WantedAberrations; readonly min_res_A: number } | null {
  const wanted = {
    tilt: params.crg_do_tilt,
    trefoil: params.crg_do_trefoil,
    spherical: params.crg_do_spherical,
    tetrafoil: params.crg_do_tetrafoil,
  };
  return Object.values(wanted).includes(true) ? { wanted, min_res_A: params.crg_min_res_A } : null;
}

/** How the defocus of particles is looked for. */
export const defocusParams = {
  crl_df_range: numberParam('A defocus may be off by (Å)', 2000, { gt: 0 }),
  crl_min_res_A: numberParam('Defocus: nothing coarser is compared (Å)', 20, { gt: 0 }),
};

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
