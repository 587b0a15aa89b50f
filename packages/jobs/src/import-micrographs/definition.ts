import { defineJob, integerParam, numberParam, pathParam, requiredNumberParam, flagParam } from '@vitreous/job-kit';

/** Micrographs that exist already, corrected for motion or of one frame. */
export const importMicrographs = defineJob({
  type: 'import_micrographs',
  title: 'Import Micrographs',
  shorttitle: 'Import Mics',
  description: 'Brings corrected micrographs (MRC, TIFF) into the project by symbolic links.',
  category: 'import',
  stability: 'beta',
  tags: ['import'],
  lightweight: true,
  params: {
    blob_paths: pathParam('Micrographs', ['file', 'glob', 'dir'], {
      description: 'A file, a folder or a pattern of names',
    }),
    psize_A: requiredNumberParam('Pixel size (Å)', { gt: 0 }),
    accel_kv: requiredNumberParam('Accelerating voltage (kV)', { gt: 0 }),
    cs_mm: requiredNumberParam('Spherical aberration (mm)', { ge: 0 }),
    total_dose_e_per_A2: numberParam('Total exposure (e/Å²)', 0, { ge: 0 }),
    phase_plate: flagParam('Collected with a phase plate', false),
    negative_stain_data: flagParam('Negative stain: particles are bright', false),
    compute_num_cpus: integerParam('Threads', 2, { ge: 1, advanced: true }),
  },
  inputs: {},
  outputs: {
    imported_micrographs: {
      type: 'exposure',
      title: 'Imported micrographs',
      description: '',
      slots: [
        { name: 'micrograph_blob', dtype: 'micrograph_blob' },
        { name: 'mscope_params', dtype: 'mscope_params' },
      ],
      passthrough: null,
    },
  },
  resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
});
