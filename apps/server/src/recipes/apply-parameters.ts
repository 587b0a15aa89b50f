import { findJobDefinition } from '@vitreous/jobs';
import type { JobDefinition } from '@vitreous/job-kit';
import { invalid } from '../problem.js';

/** What is known of a type of job. @throws Problem 422 when there is no such type. */
export function requireType(type: string): JobDefinition {
  const definition = findJobDefinition(type);
  if (definition === null) throw invalid('body', 'jobType', 'There is no such type of job.', type.slice(0, 100));
  return definition;
}

/** The values of parameters that are kept with notes. */
export function valuesOf(parameters: Readonly<Record<string, { value?: unknown }>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value ?? null]));
}
