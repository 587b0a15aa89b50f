import { choiceParam, defineJob, optionalNumberParam, pathParam } from '@vitreous/job-kit';

/** A map or mask that exists already. */
export const importVolumes = defineJob({
  type: 'import_volumes',
  title: 'Import 3D Volumes',
  shorttitle: 'Import Vol.',
  description: 'Brings a map or a mask (MRC) into the project by a symbolic link.',
  category: 'import',
  stability: 'beta',
  tags: ['import'],
  lightweight: true,
  params: {
    volume_blob_path: pathParam('Volume', ['file']),
    volume_out_name: choiceParam('What it is', 'map', ['map', 'map_sharp', 'map_half_A', 'map_half_B', 'mask']),
    volume_psize: optionalNumberParam('Pixel size (Å; empty: what the file says)', { gt: 0 }),
  },
  inputs: {},
  outputs: {},
  moreOutputs: ({ volume_out_name: kind = 'map' }) =>
    kind === 'mask'
      ? {
          imported_mask_1: {
            type: 'mask',
            title: 'Imported mask',
            description: '',
            slots: [{ name: 'mask', dtype: 'volume_blob' }],
            passthrough: null,
          },
        }
      : {
          imported_volume_1: {
            type: 'volume',
            title: 'Imported volume',
            description: '',
            slots: [{ name: String(kind), dtype: 'volume_blob' }],
            passthrough: null,
          },
        },
  resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
});
