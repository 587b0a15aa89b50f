import type { TemplateClassInfo, TemplateSelectionThreshold } from '@vitreous/schema';

/** What selecting needs to know of a class. */
export type SelectableClass = Omit<TemplateClassInfo, 'fileid'>;

type Field = TemplateSelectionThreshold['field'];
type Direction = TemplateSelectionThreshold['direction'];

/** The classes with new marks: particles of those that are not selected count for nothing. */
function mark<Class extends SelectableClass>(classes: readonly Class[], choose: (one: Class) => boolean): Class[] {
  return classes.map((one) => {
    const selected = choose(one);
    return { ...one, selected, num_particles_selected: selected ? one.num_particles_total : 0 };
  });
}

export function selectClass<Class extends SelectableClass>(
  classes: readonly Class[],
  index: number,
  selected: boolean,
): Class[] {
  return mark(classes, (one) => (one.class_idx === index ? selected : one.selected));
}

export function selectAllClasses<Class extends SelectableClass>(classes: readonly Class[], selected: boolean): Class[] {
  return mark(classes, () => selected);
}

export function invertSelection<Class extends SelectableClass>(classes: readonly Class[]): Class[] {
  return mark(classes, (one) => !one.selected);
}

/** Selects the classes, and no others, whose value in a field is that of class `index` or lies beyond it. */
export function selectFromClass<Class extends SelectableClass>(
  classes: readonly Class[],
  index: number,
  field: Field,
  direction: Direction,
): Class[] {
  const clicked = classes.find((one) => one.class_idx === index);
  if (clicked === undefined) return [...classes];
  return selectByThresholds(classes, [{ field, direction, threshold: Number(clicked[field]) }]);
}

/** Selects the classes, and no others, that are on the right side of all thresholds or on them. */
export function selectByThresholds<Class extends SelectableClass>(
  classes: readonly Class[],
  thresholds: readonly TemplateSelectionThreshold[],
): Class[] {
  return mark(classes, (one) =>
    thresholds.every(({ field, direction, threshold }) =>
      direction === 'above' ? Number(one[field]) >= threshold : Number(one[field]) <= threshold,
    ),
  );
}
