import type { Store } from '@vitreous/store';
import { invalid } from '../problem.js';

/** Name of the setting: seconds between questions to clusters and nodes about a worker. */
export const pollSetting = 'cluster_poll_seconds';

/** Null where nobody has set it. */
export function readPollMs({ settings }: Store): number | null {
  const value = settings.get(pollSetting);
  return typeof value === 'number' ? value * 1000 : null;
}

/** @throws Problem 422 */
export function requirePollSeconds(value: unknown): void {
  if (typeof value === 'number' && value >= 1 && value <= 3600) return;
  throw invalid('body', 'value', 'Expected 1 to 3600 seconds.', value);
}
