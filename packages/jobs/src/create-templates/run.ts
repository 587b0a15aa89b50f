import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { evenViews, projectVolume } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { readMrcVolume, writeMrc } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { imageOfStack } from '@vitreous/numerics';
import { writeImageGallery } from '@vitreous/stages';
import { absolutePath, rowOf } from '../exposure-table.js';
import { describeStackImages } from '../stack-images.js';
import type { createTemplates } from './definition.js';

/** Templates shown in the log. */
const shown = 100;

/** Writes projections of the connected volume as one stack. */
export async function run(params: ParamsOf<typeof createTemplates>, context: RunContext): Promise<void> {
  const { threads, signal, projectDir, jobDir } = context;
  const table = await context.readInput('volume');
  if (table.length !== 1) throw new UserError(`${table.length} volumes are connected: expected one.`);
  const row = rowOf(table, 0);
  const path = absolutePath(context, row.text('map/path'));
  const rotations = evenViews(params.num_templates, params.symmetry);
  context.progress(0, 'projecting');
  const { images, pixelSizeA } = await projectVolume(
    await readMrcVolume(path, { threads }),
    rotations,
    {
      pixelSizeA: row.number('map/psize_A'),
      outPixelSizeA: params.psize_A,
      outBoxPx: params.box_size_pix,
      lowPassA: params.lowpass_res,
    },
    { threads, signal },
  );
  const link = join(jobDir, `${jobDir}_templates.mrc`);
  const stack = join(projectDir, link);
  await writeMrc(stack, images, { pixelSizeA, threads });
  await context.saveOutput('templates', await describeStackImages([{ path: stack, link }], pixelSizeA));

  const folder = join(jobDir, 'pictures');
  await mkdir(join(projectDir, folder), { recursive: true });
  const picture = join(folder, 'templates.png');
  const some = Array.from({ length: Math.min(shown, images.count) }, (_, i) => imageOfStack(images, i));
  const captions = some.map((_, i) => `${i}`);
  await writeImageGallery(join(projectDir, picture), some, captions, { threads });
  await context.logPicture(`${images.count} templates`, picture);
  await context.log(
    `${images.count} views of ${path.split('/').at(-1) ?? path} (${params.symmetry}) in boxes of ${images.width} pixels of ${pixelSizeA.toFixed(4)} Å.`,
  );
}
