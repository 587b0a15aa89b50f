import { globPattern } from '../paths/glob-pattern.js';

/**
 * Whether a path, relative to the watched folder, fits a pattern. A pattern without a slash is about the file's name
 * alone; one with slashes is about the whole path, where `**` stands for any folders.
 */
export function nameFilter(pattern: string): (relative: string) => boolean {
  if (!pattern.includes('/')) {
    const name = globPattern(pattern);
    return (relative) => name.test(relative.slice(relative.lastIndexOf('/') + 1));
  }
  const parts = pattern.split('/').filter((part) => part !== '');
  const matchers = parts.map((part) => (part === '**' ? null : globPattern(part)));
  return (relative) => fits(matchers, relative.split('/'));
}

function fits(matchers: readonly (RegExp | null)[], names: readonly string[]): boolean {
  // Reached[j]: the matchers so far fit the first j names. No path takes exponential time.
  let reached = names.map(() => false);
  reached = [true, ...reached];
  for (const matcher of matchers) {
    const next = reached.map(() => false);
    for (const [j, from] of reached.entries()) {
      if (matcher === null) next[j] = from || (next[j - 1] ?? false);
      else if (from && j < names.length && matcher.test(names[j] ?? '')) next[j + 1] = true;
    }
    reached = next;
  }
  return reached.at(-1) ?? false;
}
