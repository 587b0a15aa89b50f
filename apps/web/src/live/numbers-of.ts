import { attributeOf, isAttribute, measuredBy, shownValue, type Attribute, type AttributeName } from './attributes.js';
import type { SeenExposure } from './seen-exposure.js';

/** What can go along an axis: a measured number, or the exposure's own. */
export type AxisName = AttributeName | 'uid';

const number: Pick<Attribute, 'title' | 'unit' | 'decimals' | 'scale'> = {
  title: 'Number',
  unit: '',
  decimals: 0,
  scale: 1,
};

export function axisOf(
  name: AxisName,
): Pick<Attribute, 'title' | 'unit' | 'decimals' | 'scale'> & { readonly isTime: boolean } {
  if (name === 'uid') return { ...number, isTime: false };
  const attribute = attributeOf(name);
  return { ...attribute, isTime: attribute.group === 'Times' };
}

/** A number of each exposure as it is shown, NaN where it was not measured. */
export function numbersOf(exposures: readonly SeenExposure[], name: AxisName): Float64Array {
  if (!isAttribute(name)) return Float64Array.from(exposures, ({ uid }) => uid);
  const attribute = attributeOf(name);
  const stage = measuredBy(attribute);
  return Float64Array.from(exposures, ({ attributes }) =>
    attributes[stage] > 0 ? shownValue(attribute, attributes[name]) : NaN,
  );
}

/** The middle one of those that are numbers; NaN of none. */
export function medianOf(values: Float64Array): number {
  const finite = values.filter(Number.isFinite).sort();
  return finite[Math.floor(finite.length / 2)] ?? NaN;
}
