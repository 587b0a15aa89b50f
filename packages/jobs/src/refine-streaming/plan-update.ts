/** How many particles there are, and how many of them are in the last map. */
export interface RefinedCounts {
  /** That count now. */
  readonly given: number;
  /** Of these, those that are not in the last map. */
  readonly fresh: number;
  /** Of the last map's, those that count no more. */
  readonly gone: number;
  /** In the last map; 0 before there is one. */
  readonly refined: number;
  /** How many there were when all views were tried for all of them. */
  readonly searchedWith: number;
}

/**
 * What is due next. `search`: all views for all particles. `add`: all views for the new ones, then all improved from where they lie.
 * Null: to wait for more. The whole costs two or three refinements of all particles, however slowly they come.
 *
 * @param first Particles of the first map. @param idle Whether none are expected for now.
 */
export function planUpdate(
  { given, fresh, gone, refined, searchedWith }: RefinedCounts,
  { first, idle }: { first: number; idle: boolean },
): 'search' | 'add' | null {
  if (given < first) return null;
  if (refined === 0 || given >= 2 * searchedWith) return 'search';
  // What is left once as many are gone as are kept is another set of particles.
  if (gone > given) return 'search';
  const changed = fresh + gone;
  return changed >= refined / 4 || (idle && changed > 0) ? 'add' : null;
}
