import { UserError } from '@vitreous/errors';
import type { WaitReason } from '@vitreous/scheduler';
import type { Store } from '@vitreous/store';
import { z } from 'zod';

/** Name of the setting. */
export const maintenanceSetting = 'maintenance_mode';

const maintenance = z.union([
  z.boolean().transform((active) => ({ active, message: '' })),
  z.object({ active: z.boolean(), message: z.string().max(1000).default('') }),
]);
export type Maintenance = z.output<typeof maintenance>;

/** While it is on, nothing that is queued starts; what runs goes on. */
export function readMaintenance({ settings }: Store): Maintenance {
  return maintenance.catch({ active: false, message: '' }).parse(settings.get(maintenanceSetting));
}

/** @throws UserError unless it is true, false, or both a switch and what to say. */
export function writeMaintenance({ settings }: Store, value: unknown): Maintenance {
  const parsed = maintenance.safeParse(value);
  if (!parsed.success)
    throw new UserError(`${maintenanceSetting} is true, false, or {"active": true, "message": "…"}.`);
  settings.set(maintenanceSetting, parsed.data);
  return parsed.data;
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
