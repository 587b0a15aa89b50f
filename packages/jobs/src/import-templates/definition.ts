import { defineJob, optionalNumberParam, pathParam } from '@vitreous/job-kit';

/** Images to look for in micrographs. */
export const importTemplates = defineJob({
  type: 'import_templates',
  title: 'Import Templates',
  shorttitle: 'Import Templ.',
  description: 'Brings templates for picking (stacks or single images, MRC) into the project by symbolic links.',
  category: 'import',
  stability: 'beta',
  tags: ['import'],
  lightweight: true,
  params: {
    blob_paths: pathParam('Templates', ['file', 'glob', 'dir'], {
      description: 'A file, a folder or a pattern of names; each section of a stack is a template.',
    }),
    psize_A: optionalNumberParam('Pixel size (Å; empty: what the files say)', { gt: 0 }),
  },
  inputs: {},
  outputs: {
    imported_templates: {
      type: 'template',
      title: 'Imported templates',
      description: '',
      slots: [{ name: 'blob', dtype: 'blob' }],
      passthrough: null,
    },
  },
  resources: () => ({ cpu: 1, gpu: 0, ram: 1, ssd: false }),
});
