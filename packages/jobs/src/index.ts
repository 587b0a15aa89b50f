import type { JobDefinition, Run } from '@vitreous/job-kit';
import { externalJob } from './external/definition.js';
import { abInitio } from './ab-initio/definition.js';
import { homoReconstruct } from './homo-reconstruct/definition.js';
import { heteroRefine } from './hetero-refine/definition.js';
import { homoRefine } from './homo-refine/definition.js';
import { ctfRefineGlobal } from './ctf-refine-global/definition.js';
import { ctfRefineLocal } from './ctf-refine-local/definition.js';
import { blobPicker } from './blob-picker/definition.js';
import { class2dStreaming } from './class-2d-streaming/definition.js';
import { class2d } from './class-2d/definition.js';
import { createTemplates } from './create-templates/definition.js';
import { select2d } from './select-2d/definition.js';
import { downsampleParticles } from './downsample-particles/definition.js';
import { extractMicrographs, extractMicrographsMulti } from './extract-micrographs/definition.js';
import { importParticles } from './import-particles/definition.js';
import { importTemplates } from './import-templates/definition.js';
import { importVolumes } from './import-volumes/definition.js';
import { curateExposures } from './curate-exposures/definition.js';
import { importMicrographs } from './import-micrographs/definition.js';
import { importMovies } from './import-movies/definition.js';
import { inspectPicks } from './inspect-picks/definition.js';
import { manualPicker } from './manual-picker/definition.js';
import { exportLiveExposures, exportLiveParticles } from './live-export/definition.js';
import { liveWorker } from './live-worker/definition.js';
import { patchCtf } from './patch-ctf/definition.js';
import { patchMotion } from './patch-motion/definition.js';
import { refineStreaming } from './refine-streaming/definition.js';
import { restackParticles } from './restack-particles/definition.js';
import { exposureSets, particleSets } from './sets/definition.js';
import { simulateData } from './simulate-data/definition.js';
import { templatePicker } from './template-picker/definition.js';
import { align3d } from './align-3d/definition.js';
import { localResolution } from './local-resolution/definition.js';
import { orientationDiagnostics } from './orientation-diagnostics/definition.js';
import { removeDuplicates } from './remove-duplicates/definition.js';
import { sharpen } from './sharpen/definition.js';
import { symmetryExpansion } from './symmetry-expansion/definition.js';
import { validation } from './validation/definition.js';
import { volumeTools } from './volume-tools/definition.js';

export { decisionsFile } from './decisions.js';
export { findNearest, type Mark } from './manual-picker/marks.js';
export { describeExposures, exposureSlots } from './live-export/exposure-rows.js';
export { extractedOf, readParticles, type ParticlesOf } from './live-export/particle-rows.js';

/** Every type of job in the order of the register, with what loads its heavy side; an external job has none. */
const types: readonly { readonly definition: JobDefinition; readonly load: (() => Promise<Run>) | null }[] = [
  { definition: importMovies, load: async () => (await import('./import-movies/run.js')).run as Run },
  { definition: importMicrographs, load: async () => (await import('./import-micrographs/run.js')).run as Run },
  { definition: importParticles, load: async () => (await import('./import-particles/run.js')).run as Run },
  { definition: importVolumes, load: async () => (await import('./import-volumes/run.js')).run as Run },
  { definition: importTemplates, load: async () => (await import('./import-templates/run.js')).run as Run },
  { definition: patchMotion, load: async () => (await import('./patch-motion/run.js')).run as Run },
  { definition: patchCtf, load: async () => (await import('./patch-ctf/run.js')).run as Run },
  { definition: curateExposures, load: async () => (await import('./curate-exposures/run.js')).run },
  { definition: manualPicker, load: async () => (await import('./manual-picker/run.js')).run as Run },
  { definition: blobPicker, load: async () => (await import('./blob-picker/run.js')).run as Run },
  { definition: templatePicker, load: async () => (await import('./template-picker/run.js')).run as Run },
  { definition: createTemplates, load: async () => (await import('./create-templates/run.js')).run as Run },
  { definition: extractMicrographsMulti, load: async () => (await import('./extract-micrographs/run.js')).run as Run },
  { definition: inspectPicks, load: async () => (await import('./inspect-picks/run.js')).run as Run },
  { definition: extractMicrographs, load: async () => (await import('./extract-micrographs/run.js')).run as Run },
  { definition: class2d, load: async () => (await import('./class-2d/run.js')).run as Run },
  { definition: select2d, load: async () => (await import('./select-2d/run.js')).run },
  { definition: abInitio, load: async () => (await import('./ab-initio/run.js')).run as Run },
  { definition: homoRefine, load: async () => (await import('./homo-refine/run.js')).run as Run },
  { definition: heteroRefine, load: async () => (await import('./hetero-refine/run.js')).run as Run },
  { definition: homoReconstruct, load: async () => (await import('./homo-reconstruct/run.js')).run as Run },
  { definition: ctfRefineGlobal, load: async () => (await import('./ctf-refine-global/run.js')).run as Run },
  { definition: ctfRefineLocal, load: async () => (await import('./ctf-refine-local/run.js')).run as Run },
  { definition: downsampleParticles, load: async () => (await import('./downsample-particles/run.js')).run as Run },
  { definition: restackParticles, load: async () => (await import('./restack-particles/run.js')).run as Run },
  { definition: exposureSets, load: async () => (await import('./sets/run.js')).runExposureSets as Run },
  { definition: particleSets, load: async () => (await import('./sets/run.js')).runParticleSets as Run },
  { definition: removeDuplicates, load: async () => (await import('./remove-duplicates/run.js')).run as Run },
  { definition: sharpen, load: async () => (await import('./sharpen/run.js')).run as Run },
  { definition: validation, load: async () => (await import('./validation/run.js')).run as Run },
  { definition: localResolution, load: async () => (await import('./local-resolution/run.js')).run as Run },
  { definition: volumeTools, load: async () => (await import('./volume-tools/run.js')).run as Run },
  { definition: align3d, load: async () => (await import('./align-3d/run.js')).run as Run },
  {
    definition: orientationDiagnostics,
    load: async () => (await import('./orientation-diagnostics/run.js')).run as Run,
  },
  { definition: symmetryExpansion, load: async () => (await import('./symmetry-expansion/run.js')).run as Run },
  { definition: simulateData, load: async () => (await import('./simulate-data/run.js')).run as Run },
  {
    definition: exportLiveExposures,
    load: async () => (await import('./live-export/run.js')).runExposures as Run,
  },
  {
    definition: exportLiveParticles,
    load: async () => (await import('./live-export/run.js')).runParticles as Run,
  },
  { definition: liveWorker, load: async () => (await import('./live-worker/run.js')).run as Run },
  {
    definition: class2dStreaming,
    load: async () => (await import('./class-2d-streaming/run.js')).run as Run,
  },
  { definition: refineStreaming, load: async () => (await import('./refine-streaming/run.js')).run as Run },
  { definition: externalJob, load: null },
];

const byType = new Map(types.map((one) => [one.definition.type, one]));

export function findJobDefinition(type: string): JobDefinition | null {
  return byType.get(type)?.definition ?? null;
}

export function listJobDefinitions(): readonly JobDefinition[] {
  return types.map(({ definition }) => definition);
}

/** What runs a type of job; null for those that run outside. */
export async function loadRun(type: string): Promise<Run | null> {
  return (await byType.get(type)?.load?.()) ?? null;
}
