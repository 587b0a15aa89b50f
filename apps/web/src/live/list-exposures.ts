import { attributeOf, isAttribute, shownValue } from './attributes.js';
import type { SeenExposure, Verdict } from './seen-exposure.js';

interface Order {
  readonly verdict: Verdict | 'all';
  /** `uid`, or the name of an attribute; a minus before it puts the greatest first. */
  readonly sort: string;
}

/** The exposures with a verdict, sorted by a number of theirs, those without it last; equal ones by when they came. */
export function listExposures(all: readonly SeenExposure[], { verdict, sort }: Order): SeenExposure[] {
  const down = sort.startsWith('-');
  const name = down ? sort.slice(1) : sort;
  const sign = down ? -1 : 1;
  const attribute = isAttribute(name) ? attributeOf(name) : null;
  const valueOf = ({ uid, attributes }: SeenExposure): number =>
    attribute === null ? uid : shownValue(attribute, attributes[attribute.name]);
  return all
    .filter((one) => verdict === 'all' || one.verdict === verdict)
    .map((one) => ({ one, value: valueOf(one) }))
    .sort((a, b) => {
      const [lacksA, lacksB] = [Number.isNaN(a.value), Number.isNaN(b.value)];
      if (lacksA !== lacksB) return lacksA ? 1 : -1;
      return sign * (lacksA ? 0 : a.value - b.value) || sign * (a.one.uid - b.one.uid);
    })
    .map(({ one }) => one);
}
