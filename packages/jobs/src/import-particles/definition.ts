import {
  defineInput,
  defineJob,
  flagParam,
  integerParam,
  optional,
  optionalIntegerParam,
  optionalNumberParam,
  optionalPathParam,
} from '@vitreous/job-kit';

/** What may be known of a particle. */
export const importedSlots = ['blob', 'ctf', 'location', 'alignments2D', 'alignments3D', 'pick_stats'];

/** Particles that another program extracted. */
export const importParticles = defineJob({
  type: 'import_particles',
  title: 'Import Particle Stack',
  shorttitle: 'Import Parts.',
  description:
    'Brings particles (a STAR file of RELION 3.0 or later, or a .cs file, and their stacks) into the project by symbolic links.',
  category: 'import',
  stability: 'beta',
  tags: ['import'],
  lightweight: true,
  params: {
    particle_meta_path: optionalPathParam('Table of particles (.star or .cs)', ['file', 'glob'], {
      description: 'Left out, all images of the stacks are particles of which nothing more is known.',
    }),
    particle_blob_path: optionalPathParam('Stacks', ['file', 'glob', 'dir'], {
      description: 'The folder that the paths in the table start from; else the table’s folder and those above it.',
    }),
    psize_A: optionalNumberParam('Pixel size (Å), overriding the table', { gt: 0 }),
    accel_kv: optionalNumberParam('Accelerating voltage (kV), overriding the table', { gt: 0 }),
    cs_mm: optionalNumberParam('Spherical aberration (mm), overriding the table', { ge: 0 }),
    amp_contrast: optionalNumberParam('Amplitude contrast, overriding the table', { ge: 0, le: 1 }),
    sign: optionalIntegerParam('1 where protein is bright, -1 where it is dark', { ge: -1, le: 1 }),
    ignore_pose: flagParam('Leave out angles and shifts', false),
    ignore_splits: flagParam('Leave out half sets', false),
    source_cut_prefix: integerParam('Letters cut off the start of exposure names', 0, { ge: 0, advanced: true }),
    source_cut_suff: integerParam('Letters cut off the end of exposure names', 0, { ge: 0, advanced: true }),
    query_cut_prefix: integerParam('Letters cut off the start of the table’s micrograph names', 0, {
      ge: 0,
      advanced: true,
    }),
    query_cut_suff: integerParam('Letters cut off the end of the table’s micrograph names', 0, {
      ge: 0,
      advanced: true,
    }),
  },
  inputs: {
    exposures: defineInput({
      type: 'exposure',
      title: 'Exposures that the particles come from',
      description: 'Matched by file name without folder and ending.',
      slots: [optional('micrograph_blob'), optional('movie_blob')],
      count_min: 0,
    }),
  },
  outputs: {
    imported_particles: {
      type: 'particle',
      title: 'Imported particles',
      description: '',
      slots: importedSlots.map((name) => ({ name, dtype: name })),
      passthrough: null,
    },
  },
  resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
});
