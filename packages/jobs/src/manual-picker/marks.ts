/** A place on a micrograph, as fractions of its width and height. */
export interface Mark {
  readonly x_frac: number;
  readonly y_frac: number;
}

/** What is marked on each micrograph, by place in the list of micrographs. */
export interface Marks {
  of(place: number): readonly Mark[];
  readonly total: number;
  add(place: number, mark: Mark): void;
  /** Takes away the mark nearest to a place and within `dist_frac` of it; false when there is none. */
  removeNear(place: number, near: Mark, dist_frac: number): boolean;
  clear(place: number): void;
}

/** Which mark is nearest to a place, and within `dist_frac` of it; null when none is. */
export function findNearest(marks: readonly Mark[], near: Mark, dist_frac: number): number | null {
  const distances = marks.map(({ x_frac, y_frac }) => Math.hypot(x_frac - near.x_frac, y_frac - near.y_frac));
  const least = Math.min(...distances);
  return least <= dist_frac ? distances.indexOf(least) : null;
}

export function createMarks(): Marks {
  const all = new Map<number, Mark[]>();
  return {
    of: (place) => all.get(place) ?? [],
    get total() {
      return [...all.values()].reduce((sum, { length }) => sum + length, 0);
    },
    add: (place, mark) => {
      all.set(place, [...(all.get(place) ?? []), mark]);
    },
    removeNear: (place, near, dist_frac) => {
      const marks = all.get(place) ?? [];
      const nearest = findNearest(marks, near, dist_frac);
      if (nearest === null) return false;
      all.set(
        place,
        marks.filter((_, i) => i !== nearest),
      );
      return true;
    },
    clear: (place) => {
      all.delete(place);
    },
  };
}
