import { UserError } from '@vitreous/errors';
import { findNumbers, findTexts } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { livePreprocessingParams } from '@vitreous/schema';
import { ctfAtCentre, openParticleImages, readCtfFile, runPickTemplate, type TemplateSet } from '@vitreous/stages';
import { absolutePath, type ExposureRow } from '../exposure-table.js';
import { isNegativeStain, pickEach } from '../pick-each.js';
import type { templatePicker } from './definition.js';

/** Picks each micrograph with all templates; a broken one is left out and told. */
export async function run(params: ParamsOf<typeof templatePicker>, context: RunContext): Promise<void> {
  const templates = await readTemplates(context);
  let withoutCtf = 0;
  await pickEach(params, context, async (micrograph, row, stage) => {
    const stageParams = livePreprocessingParams.parse({
      neg_stain: isNegativeStain(row),
      template_diameter: params.diameter,
      template_lowpass_res_template: params.lowpass_res_template,
      template_lowpass_res: params.lowpass_res,
      template_angular_spacing_deg: params.angular_spacing_deg,
      template_use_ctf: params.use_ctf,
      template_min_distance: params.min_distance,
      template_max_num_hits: params.max_num_hits,
    });
    const ctf = params.use_ctf ? await readCtf(row, context) : null;
    if (params.use_ctf && ctf === null) withoutCtf++;
    return runPickTemplate(micrograph, templates, stageParams, stage, { ctf });
  });
  if (withoutCtf > 0) {
    await context.log(`The CTF of ${withoutCtf} micrographs is not known: they were searched without it.`, 'warning');
  }
}

async function readCtf(row: ExposureRow, context: RunContext): Promise<ReturnType<typeof ctfAtCentre> | null> {
  const path = row.has('ctf/path') ? row.text('ctf/path') : '';
  return path === '' ? null : ctfAtCentre(await readCtfFile(absolutePath(context, path)));
}

/** All templates connected, which must be of one size and pixel size. */
async function readTemplates(context: RunContext): Promise<TemplateSet> {
  const table = await context.readInput('templates');
  const paths = (findTexts(table, 'blob/path') ?? []).map((path) => absolutePath(context, path));
  const sizes = findNumbers(table, 'blob/psize_A');
  const pixelSizeA = sizes?.[0] ?? 0;
  if (paths.length === 0) throw new UserError('No templates are connected.');
  if (!(pixelSizeA > 0) || Array.from(sizes ?? []).some((size) => Math.abs(size - pixelSizeA) > 1e-4 * pixelSizeA)) {
    throw new UserError('The templates are of different or unknown pixel sizes: bring them to one first.');
  }
  const indices = Uint32Array.from(findNumbers(table, 'blob/idx') ?? paths.map(() => 0));
  const images = await openParticleImages(paths, indices, 'The input templates');
  const { boxPx } = images;
  const data = await images.read(
    paths.map((_, row) => row),
    { threads: context.threads },
  );
  return { stack: { count: paths.length, height: boxPx, width: boxPx, data }, pixelSizeA };
}
