import { findJobDefinition } from '@vitreous/jobs';

/** Those of a session's parameters that a type of job has. */
export function paramsFor(type: string, spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = findJobDefinition(type)?.params ?? {};
  return Object.fromEntries(Object.entries(spec).filter(([name]) => Object.hasOwn(known, name)));
}
