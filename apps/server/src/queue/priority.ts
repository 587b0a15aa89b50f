import type { User } from '@vitreous/schema';
import { callerOf, isAdmin, type Call } from '../house.js';
import { forbidden, invalid } from '../problem.js';

/** Name of the setting with the priority of whoever has none of their own. */
export const defaultPrioritySetting = 'default_job_priority';

/** The priority of a new job: its maker's, else the instance's. */
export function defaultPriorityOf(call: Call): number {
  const own = callerOf(call).state.defaultJobPriority;
  const instance = call.store.settings.get(defaultPrioritySetting);
  return own ?? (typeof instance === 'number' ? instance : 0);
}

/** @throws Problem 422 unless it is a whole number from 0 to 100. */
export function requirePriority(value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100) return;
  throw invalid('query', 'priority', 'Expected a whole number from 0 to 100; higher goes first.', value);
}

/** @throws Problem 403 unless this person may say whose job goes first. */
export function requireMaySetPriority(user: User): void {
  if (isAdmin(user) || user.state.userCanSetJobPriority) return;
  throw forbidden('An administrator must allow you to set priorities.');
}
