import type { JobDefinition } from '@vitreous/job-kit';
import { externalJob } from './external/definition.js';

/** Every type of job, in the order of the register. */
const definitions: readonly JobDefinition[] = [externalJob];

const byType: ReadonlyMap<string, JobDefinition> = new Map(definitions.map((one) => [one.type, one]));

export function findJobDefinition(type: string): JobDefinition | null {
  return byType.get(type) ?? null;
}

export function listJobDefinitions(): readonly JobDefinition[] {
  return definitions;
}
