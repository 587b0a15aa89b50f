import type { Results } from './walk-steps.js';

/** A text that a step left. @throws Error when it left none: a step that needs it must list that step. */
export function textOf(results: Results, step: string, name: string): string {
  const value = results[step]?.[name];
  if (typeof value !== 'string') throw new Error(`${step} left no ${name}`);
  return value;
}

/** A number that a step left. @throws Error as `textOf`. */
export function numberOf(results: Results, step: string, name: string): number {
  const value = results[step]?.[name];
  if (typeof value !== 'number') throw new Error(`${step} left no ${name}`);
  return value;
}
