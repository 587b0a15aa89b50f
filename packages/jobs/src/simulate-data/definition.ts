import { defineJob, integerParam, numberParam, optionalPathParam, processorsOf, textParam } from '@vitreous/job-kit';

/** Particles of known poses, to try things out on. */
export const simulateData = defineJob({
  type: 'simulate_data',
  title: 'Simulate Data',
  shorttitle: 'Simulate',
  description: 'Makes noisy particles of known poses and CTF from a model, or from a made-up specimen.',
  category: 'utilities',
  stability: 'beta',
  params: {
    num_particles: integerParam('Number of particles', 2000, { ge: 1, le: 1_000_000 }),
    box_size_pix: integerParam('Box size (px)', 96, { ge: 16, le: 2048 }),
    psize_A: numberParam('Pixel size (Å)', 2.6, { gt: 0 }),
    snr: numberParam('Variance of the signal over that of the noise, in the whole box', 0.08, { gt: 0 }),
    model_path: optionalPathParam('Model (PDB or mmCIF; empty: one is made up)', ['file']),
    symmetry: textParam('Symmetry of the made-up specimen', 'D7'),
    mass_kda: numberParam('Mass of the made-up specimen (kDa)', 700, { gt: 0, le: 20_000 }),
    df_min_A: numberParam('Least defocus (Å)', 8000),
    df_max_A: numberParam('Greatest defocus (Å)', 20_000),
    max_shift_pix: numberParam('Farthest a particle lies from the middle of its box (px)', 3, { ge: 0 }),
    accel_kv: numberParam('Voltage (kV)', 300, { gt: 0 }),
    cs_mm: numberParam('Spherical aberration (mm)', 2.7, { ge: 0 }),
    amp_contrast: numberParam('Amplitude contrast', 0.1, { ge: 0, le: 0.9 }),
    random_seed: integerParam('Random seed', 1, { advanced: true }),
    compute_num_cpus: integerParam('Processors', 2, { ge: 1, advanced: true }),
  },
  inputs: {},
  outputs: {
    particles: {
      type: 'particle',
      title: 'Particles',
      description: '',
      slots: [
        { name: 'blob', dtype: 'blob' },
        { name: 'ctf', dtype: 'ctf' },
        { name: 'alignments3D', dtype: 'alignments3D' },
      ],
      passthrough: null,
    },
    volume: {
      type: 'volume',
      title: 'True map',
      description: '',
      slots: [{ name: 'map', dtype: 'volume_blob' }],
      passthrough: null,
    },
  },
  resources: processorsOf('compute_num_cpus', 2),
});
