import type { TemplateClassInfo, TemplateSelectionThreshold } from '@vitreous/schema';

/** A class as the gallery shows it. */
export interface GalleryClass {
  readonly class_idx: number;
  readonly selected: boolean;
  readonly num_particles_total: number;
  readonly res_A: number;
  /** Over how many classes its particles are spread; 1 is certain, 0 of an empty class. */
  readonly class_ess: number;
  /** Address of its average; null where there is none. */
  readonly picture: string | null;
}

/** A class as the server describes it (`TemplateClassInfo`), for the gallery. */
export function galleryClass(
  { class_idx, selected, num_particles_total, res_A, class_ess }: Omit<TemplateClassInfo, 'fileid'>,
  picture: string | null,
): GalleryClass {
  return { class_idx, selected, num_particles_total, res_A: numberOf(res_A), class_ess: numberOf(class_ess), picture };
}

/** Numbers that JSON has no words for come as texts. */
function numberOf(value: TemplateClassInfo['res_A']): number {
  return typeof value === 'number' ? value : value === 'nan' ? NaN : value === 'inf' ? Infinity : -Infinity;
}

export type ClassField = TemplateSelectionThreshold['field'];
export type ClassSort = ClassField | 'class_idx';

/** Which end of a number is the good one. */
export const goodEnds: Readonly<Record<ClassField, 'most' | 'least'>> = {
  num_particles_total: 'most',
  res_A: 'least',
  class_ess: 'least',
};

/** The numbers of the classes, the best first (or last); equal ones by their number. */
export function orderClasses(classes: readonly GalleryClass[], sort: ClassSort, worstFirst: boolean): number[] {
  const sign = (sort !== 'class_idx' && goodEnds[sort] === 'most' ? -1 : 1) * (worstFirst ? -1 : 1);
  return [...classes]
    .sort((a, b) => sign * (a[sort] - b[sort]) || a.class_idx - b.class_idx)
    .map(({ class_idx }) => class_idx);
}

/** Whether two orders are of the same classes, whatever their sequence. */
export function sameClasses(a: readonly number[], b: readonly number[]): boolean {
  const inA = new Set(a);
  return a.length === b.length && b.every((index) => inA.has(index));
}

/** The classes that are on the right side of all limits or on them: those that the server would select. */
export function withinThresholds(
  classes: readonly GalleryClass[],
  thresholds: readonly TemplateSelectionThreshold[],
): GalleryClass[] {
  return classes.filter((one) =>
    thresholds.every(({ field, direction, threshold }) => {
      const beyond = one[field] - threshold;
      return direction === 'above' ? beyond >= 0 : beyond <= 0;
    }),
  );
}

export function sumParticles(classes: readonly GalleryClass[]): number {
  return classes.reduce((sum, { num_particles_total }) => sum + num_particles_total, 0);
}
