import type { SessionAttribute } from '@vitreous/schema';
import { exposureAttributes, type Condition } from '@vitreous/store';

/** The stage that measures an attribute: what was never measured lies outside of nothing. */
const measuredAt: readonly (readonly [attribute: RegExp, time: string])[] = [
  [/_at$/, ''],
  [/^(?:total_motion_dist|max_intra_frame_motion)$/, 'motion_at'],
  [/^(?:total_(?:blob|template)_picks|\w+_pick_score_median)$/, 'pick_at'],
  [/^total_extracted_particles_manual$/, 'manual_extract_at'],
  [/^total_extracted_particles/, 'extract_at'],
  [/^total_manual_picks$/, 'motion_at'],
  [/./, 'ctf_at'],
];

/** Names come from the record of a session, which may have been brought from elsewhere: only these are columns. */
const columns: ReadonlySet<string> = new Set(exposureAttributes);

/** Where nothing could be measured these are 0, which they never are otherwise: any limit leaves such an exposure out. */
const neverZero: ReadonlySet<string> = new Set(['ctf_fit_to_A', 'ice_thickness_rel']);

/**
 * Which exposures lie outside the thresholds of a session's attributes, as a condition on the columns of exposures; null
 * when there are no thresholds. Limits themselves are inside.
 */
export function outsideThresholds(
  attributes: readonly Pick<SessionAttribute, 'name' | 'min' | 'max'>[],
): Condition | null {
  const parts: string[] = [];
  const values: number[] = [];
  for (const { name, min, max } of attributes) {
    if ((min === null && max === null) || !columns.has(name)) continue;
    const outside: string[] = neverZero.has(name) ? [`${name} = 0`] : [];
    if (min !== null) outside.push(`${name} < ?`);
    if (max !== null) outside.push(`${name} > ?`);
    values.push(...[min, max].filter((limit) => limit !== null));
    const time = measuredAt.find(([attribute]) => attribute.test(name))?.[1];
    parts.push(`(${time === '' ? name : (time ?? 'ctf_at')} > 0 AND (${outside.join(' OR ')}))`);
  }
  return parts.length === 0 ? null : { sql: `(${parts.join(' OR ')})`, values };
}
