import type { WaitReason } from '@vitreous/scheduler';
import type { Store } from '@vitreous/store';
import { z } from 'zod';
import { invalid } from '../problem.js';

/** Name of the setting. */
export const maintenanceSetting = 'maintenance_mode';

const maintenance = z.union([
  z.boolean().transform((active) => ({ active, message: '' })),
  z.object({ active: z.boolean(), message: z.string().max(1000).default('') }),
]);
type Maintenance = z.output<typeof maintenance>;

/** While it is on, nothing that is queued starts; what runs goes on. */
export function readMaintenance({ settings }: Store): Maintenance {
  return maintenance.catch({ active: false, message: '' }).parse(settings.get(maintenanceSetting));
}

/** @throws Problem 422 unless it is true, false, or both a switch and what to say. */
export function requireMaintenance(value: unknown): void {
  if (maintenance.safeParse(value).success) return;
  throw invalid('body', 'value', 'Expected true, false, or {"active": true, "message": "…"}.', value);
}

/** What it says to whatever is queued; null when it is off. */
export function holdForMaintenance(store: Store): WaitReason | null {
  const { active, message } = readMaintenance(store);
  if (!active) return null;
  return {
    status: 'waiting_maintenance',
    message: message === '' ? 'Waiting for the end of maintenance' : `Waiting for the end of maintenance: ${message}`,
  };
}
