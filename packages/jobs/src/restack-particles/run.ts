import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createStandardDataset, renameColumns, takeRows, withColumns } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { onePixelSize, openConnectedImages, rewriteStacks } from '../particle-stacks.js';
import type { restackParticles } from './definition.js';

/** Copies images, as they are, into new stacks. */
export async function run(params: ParamsOf<typeof restackParticles>, context: RunContext): Promise<void> {
  const all = await context.readInput('particles');
  const count = Math.min(all.length, params.num_particles ?? all.length);
  const particles = takeRows(
    all,
    Array.from({ length: count }, (_, row) => row),
  );
  const images = await openConnectedImages(particles, context);
  const folder = join(context.jobDir, 'restack');
  await mkdir(join(context.projectDir, folder), { recursive: true });
  const to = {
    folder,
    batchSize: params.batch_size,
    sidePx: images.boxPx,
    pixelSizeA: onePixelSize(particles),
    float16: params.output_f16,
    change: (same: Float32Array) => Promise.resolve(same),
  };
  const { paths, indices } = await rewriteStacks(images, count, to, context);
  const blob = renameColumns(particles, (name) => (name === 'uid' || name.startsWith('blob/') ? name : null));
  const places = createStandardDataset(count, { 'blob/path': paths, 'blob/idx': indices });
  await context.saveOutput('particles', withColumns(blob, places));
  await context.log(`${count} particles in ${new Set(paths).size} stacks.`);
}
