import {
  defineJob,
  flagParam,
  integerParam,
  optionalPathParam,
  pathParam,
  requiredNumberParam,
} from '@vitreous/job-kit';

/** Movies as the camera wrote them. */
export const importMovies = defineJob({
  type: 'import_movies',
  title: 'Import Movies',
  shorttitle: 'Import Movies',
  description: 'Brings movies (MRC, TIFF, EER) into the project by symbolic links, with gain reference and defects.',
  category: 'import',
  stability: 'beta',
  tags: ['import'],
  lightweight: true,
  params: {
    blob_paths: pathParam('Movies', ['file', 'glob', 'dir'], { description: 'A file, a folder or a pattern of names' }),
    gainref_path: optionalPathParam('Gain reference', ['file']),
    defect_path: optionalPathParam('Defects', ['file']),
    gainref_flip_x: flagParam('Flip the gain reference left to right', false),
    gainref_flip_y: flagParam('Flip the gain reference top to bottom', false),
    gainref_rotate_num: integerParam('Turn the gain reference counter-clockwise (90°)', 0, { ge: 0, le: 3 }),
    psize_A: requiredNumberParam('Raw pixel size (Å)', { gt: 0 }),
    accel_kv: requiredNumberParam('Accelerating voltage (kV)', { gt: 0 }),
    cs_mm: requiredNumberParam('Spherical aberration (mm)', { ge: 0 }),
    total_dose_e_per_A2: requiredNumberParam('Total exposure (e/Å²)', { gt: 0 }),
    negative_stain_data: flagParam('Negative stain: particles are bright', false),
    phase_plate_data: flagParam('Collected with a phase plate', false),
  },
  inputs: {},
  outputs: {
    imported_movies: {
      type: 'exposure',
      title: 'Imported movies',
      description: '',
      slots: ['movie_blob', 'gain_ref_blob', 'mscope_params'].map((name) => ({ name, dtype: name })),
      passthrough: null,
    },
  },
  resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
});
