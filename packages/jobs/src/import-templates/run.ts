import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { importFiles } from '../import-files.js';
import { describeStackImages } from '../stack-images.js';
import type { importTemplates } from './definition.js';

/** Links stacks of templates into the project and writes a row for each image. */
export async function run(params: ParamsOf<typeof importTemplates>, context: RunContext): Promise<void> {
  const files = await importFiles(params.blob_paths, context);
  const templates = await describeStackImages(files, params.psize_A);
  await context.saveOutput('imported_templates', templates);
  await context.log(`${templates.length} templates in ${files.length} files.`);
}
