import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultParticleSettings } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import { createDataset, createStandardDataset, readMrc, textColumn, withColumns } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { chooseSpecimen, idOf, writeImageGallery, writeSimulatedParticles } from '@vitreous/stages';
import { listFiles } from '../import-files.js';
import type { simulateData } from './definition.js';

/** Particles shown in the log. */
const shown = 12;

/** Simulates a stack of particles with their true poses, and the map that they are views of. */
export async function run(params: ParamsOf<typeof simulateData>, context: RunContext): Promise<void> {
  const { threads, signal, projectDir, jobDir } = context;
  const model = params.model_path === null ? null : await findModel(params.model_path, context);
  const { specimen } = await chooseSpecimen({
    ...(model !== null && { model }),
    sym: params.symmetry,
    mass: params.mass_kda,
    seed: params.random_seed,
  });
  const settings = {
    ...defaultParticleSettings,
    count: params.num_particles,
    boxPx: params.box_size_pix,
    pixelSizeA: params.psize_A,
    snr: params.snr,
    defocusRangeA: [params.df_min_A, params.df_max_A] as const,
    shiftPx: params.max_shift_pix,
    microscope: { accelKv: params.accel_kv, csMm: params.cs_mm, ampContrast: params.amp_contrast },
  };
  const folder = join(jobDir, 'simulated');
  const outDir = join(projectDir, folder);
  await mkdir(outDir, { recursive: true });
  const { dataset, stack, map } = await writeSimulatedParticles(settings, specimen, params.random_seed, {
    outDir,
    threads,
    signal,
    progress: (fraction) => {
      context.progress(fraction, `${Math.round(fraction * settings.count)} of ${settings.count} particles`);
    },
  });
  const named = join(folder, 'particles.mrcs');
  const paths = createDataset(dataset.length, {
    'blob/path': textColumn(new Array<string>(dataset.length).fill(named)),
  });
  await context.saveOutput('particles', withColumns(dataset, paths));
  if (map !== null) {
    const volume = createStandardDataset(1, {
      uid: BigUint64Array.of(idOf(map)),
      'map/path': [join(folder, 'map.mrc')],
      'map/shape': [settings.boxPx, settings.boxPx, settings.boxPx],
      'map/psize_A': [settings.pixelSizeA],
    });
    await context.saveOutput('volume', volume);
  }
  const { height, width, count, data } = await readMrc(stack, {
    sectionCount: Math.min(shown, settings.count),
    threads,
  });
  const area = height * width;
  const images = Array.from({ length: count }, (_, i) => ({
    height,
    width,
    data: data.subarray(i * area, (i + 1) * area),
  }));
  const picture = join(folder, 'particles.png');
  const captions = images.map((_, i) => `${i + 1}`);
  await writeImageGallery(join(projectDir, picture), images, captions, { threads });
  await context.logPicture(`${settings.count} particles of ${specimen.elements.length} atoms`, picture);
}

async function findModel(path: string, context: RunContext): Promise<string> {
  const [model, ...others] = await listFiles(path);
  if (model === undefined || others.length > 0) {
    throw new UserError(`${path} names ${model === undefined ? 'no file' : 'several files'}: name one model.`);
  }
  context.requireReadable(model);
  return model;
}
