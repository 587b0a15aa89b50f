import type { JobDefinition, Run } from '@vitreous/job-kit';
import { externalJob } from './external/definition.js';
import { importMicrographs } from './import-micrographs/definition.js';

/** Every type of job in the order of the register, with what loads its heavy side; an external job has none. */
const types: readonly { readonly definition: JobDefinition; readonly load: (() => Promise<Run>) | null }[] = [
  { definition: importMicrographs, load: async () => (await import('./import-micrographs/run.js')).run as Run },
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
