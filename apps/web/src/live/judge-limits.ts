import type { Session } from '@vitreous/schema';
import { isAttribute, attributeOf, measuredBy, type AttributeName } from './attributes.js';
import { fitsLimits } from './rejection-reasons.js';
import type { SeenExposure } from './seen-exposure.js';

/** A limit as it is stored; null for an open side. */
export interface Limit {
  readonly name: AttributeName;
  readonly min: number | null;
  readonly max: number | null;
}

/** The limits of a session, with one of them as it is being changed. */
export function limitsWith({ attributes }: Pick<Session, 'attributes'>, changed: Limit | null): Limit[] {
  return attributes.flatMap(({ name, min, max }): Limit[] => {
    if (!isAttribute(name)) return [];
    const limit = changed?.name === name ? changed : { name, min, max };
    return limit.min === null && limit.max === null ? [] : [limit];
  });
}

/** Which exposures lie outside of limits, as the server will judge them; docs/live-curation.md. */
export function outsideOf(exposures: readonly SeenExposure[], limits: readonly Limit[]): Uint8Array {
  const outside = new Uint8Array(exposures.length);
  for (const { name, min, max } of limits) {
    const stage = measuredBy(attributeOf(name));
    exposures.forEach(({ attributes }, index) => {
      if (attributes[stage] > 0 && !fitsLimits(name, attributes[name], min, max)) outside[index] = 1;
    });
  }
  return outside;
}

export interface Tally {
  readonly accepted: number;
  /** By limits, whether or not by hand too. */
  readonly outside: number;
  readonly byHand: number;
  readonly failed: number;
  readonly waiting: number;
}

/** What becomes of exposures when some of them lie outside. */
export function tally(exposures: readonly SeenExposure[], outside: Uint8Array): Tally {
  const sum = { accepted: 0, outside: 0, byHand: 0, failed: 0, waiting: 0 };
  exposures.forEach(({ failed, manualReject, test, attributes }, index) => {
    if (failed) sum.failed++;
    else if (outside[index] === 1) sum.outside++;
    else if (manualReject) sum.byHand++;
    else if (attributes.ready_at === 0 || test) sum.waiting++;
    else sum.accepted++;
  });
  return sum;
}
