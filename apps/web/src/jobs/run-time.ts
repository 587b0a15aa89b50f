import type { Job } from '@vitreous/schema';
import { formatSpan } from '../design/format.js';

/** How long it has been since a time. */
export function spanSince(iso: string | null): string {
  return iso === null ? '–' : formatSpan((Date.now() - Date.parse(iso)) / 1000);
}

/** How long a job ran, or has been running; an en dash before it starts. */
export function runTimeOf({ started_at, completed_at, killed_at, failed_at, status }: Job, now = Date.now()): string {
  if (started_at === null) return '–';
  const over = { completed: completed_at, killed: killed_at, failed: failed_at }[status as string] ?? null;
  const end = over === null ? now : Date.parse(over);
  return formatSpan((end - Date.parse(started_at)) / 1000);
}
