import type { Session } from '@vitreous/schema';
import { attributeOf, formatShown, formatStored, isAttribute, measuredBy } from './attributes.js';
import type { SeenExposure } from './seen-exposure.js';

type Limits = Session['attributes'];

/** Why an exposure is rejected, in words, as the server judges it; docs/live-curation.md. */
export function rejectionReasons({ attributes, manualReject }: SeenExposure, limits: Limits): string[] {
  const reasons = limits.flatMap(({ name, min, max }): string[] => {
    if (!isAttribute(name) || (min === null && max === null)) return [];
    const attribute = attributeOf(name);
    const value = attributes[name];
    if (attributes[measuredBy(attribute)] === 0) return [];
    const shown = formatStored(attribute, value);
    const limit = (stored: number): string => formatShown(attribute, stored * attribute.scale);
    if (!fitsLimits(name, value, min, max)) {
      if (shown === '–') return [`${attribute.title} could not be measured`];
      return min !== null && value < min
        ? [`${attribute.title} ${shown} is below ${limit(min)}`]
        : [`${attribute.title} ${shown} is above ${limit(max ?? 0)}`];
    }
    return [];
  });
  return manualReject ? ['by hand', ...reasons] : reasons;
}

/** Whether a measured value lies within limits; what could not be measured fits none. */
export function fitsLimits(name: string, value: number, min: number | null, max: number | null): boolean {
  if (min === null && max === null) return true;
  if ((name === 'ctf_fit_to_A' || name === 'ice_thickness_rel') && value === 0) return false;
  return (min === null || value >= min) && (max === null || value <= max);
}
