import { outsideThresholds } from '@vitreous/live';
import type { Session } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';

/**
 * Rejects and accepts exposures anew by the session's thresholds, inside a transaction: all of them, or one. What people
 * decided is a flag of its own.
 */
export function judgeExposures({ store, now }: House, session: Session, uid?: number): void {
  const outside = outsideThresholds(session.attributes) ?? { sql: '0', values: [] };
  const at = now().toISOString();
  for (const rejected of [true, false]) {
    const judged = rejected ? outside : { sql: `NOT ${outside.sql}`, values: outside.values };
    // Only those that change: the others need not be written again.
    const conditions = [...equals('uid', uid), ...equals('threshold_reject', !rejected), judged];
    store.exposures.changeMany(session, conditions, { threshold_reject: rejected }, at);
  }
}
