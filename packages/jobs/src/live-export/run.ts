import { join } from 'node:path';
import { DataError } from '@vitreous/errors';
import { joinDatasets, starOfDataset, writeStar, type Dataset } from '@vitreous/formats';
import { liveExportPage, type ExportedExposure, type ParamsOf, type RunContext } from '@vitreous/job-kit';
import type { exportLiveExposures, exportLiveParticles } from './definition.js';
import { describeExposures, exposureSlots } from './exposure-rows.js';
import { extractedOf, readParticles } from './particle-rows.js';

/** Writes accepted and rejected exposures. */
export async function runExposures(_: ParamsOf<typeof exportLiveExposures>, context: RunContext): Promise<void> {
  for (const kind of ['accepted', 'rejected'] as const) {
    const exposures: ExportedExposure[] = [];
    for await (const one of listExposures(context, kind === 'accepted')) exposures.push(one);
    const slots = exposureSlots.map(([name]) => name);
    const name = `${kind}_exposures`;
    await context.saveOutput(name, describeExposures(exposures, slots));
    const micrographs = describeExposures(exposures, ['micrograph_blob', 'mscope_params', 'ctf']);
    const star = exposures.length === 0 ? '' : `; STAR: ${await writeStarBeside(context, name, micrographs)}`;
    await context.log(`${exposures.length} ${kind} exposures${star}`);
  }
}

/** Writes the particles of the exposures that count. */
export async function runParticles(
  { picker_type, num_mics }: ParamsOf<typeof exportLiveParticles>,
  context: RunContext,
): Promise<void> {
  const parts: Dataset[] = [];
  let count = 0;
  for await (const { exposure } of listExposures(context, true)) {
    if (count === num_mics) break;
    count++;
    const extracted = extractedOf(exposure, picker_type);
    if (extracted !== null) parts.push(await readParticles(context.projectDir, exposure, extracted.path));
    context.progress(0, `exposure ${exposure.uid}`);
  }
  if (parts.length === 0) throw new DataError(`None of the ${count} exposures has particles of this picker.`);
  const particles = joinDatasets(parts);
  await context.saveOutput('particles', particles);
  const star = await writeStarBeside(context, 'particles', particles);
  await context.log(`${particles.length} particles of ${count} exposures; STAR: ${star}`);
}

/** What is exported, in order of the exposures' numbers. */
async function* listExposures(context: RunContext, accepted: boolean): AsyncGenerator<ExportedExposure> {
  for (let after = 0; ;) {
    context.signal.throwIfAborted();
    const { exposures } = liveExportPage.parse(await context.ask('live/export', { accepted, after }));
    yield* exposures;
    const last = exposures.at(-1);
    if (last === undefined) return;
    after = last.exposure.uid;
  }
}

/** The same rows for RELION, which reads them from the project directory: paths start there. */
async function writeStarBeside(context: RunContext, name: string, dataset: Dataset): Promise<string> {
  const path = join(context.jobDir, `${name}.star`);
  await writeStar(join(context.projectDir, path), starOfDataset(dataset).blocks);
  return path;
}
