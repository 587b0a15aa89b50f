import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../../../shared/data');

/**
 * A file of the data that stands beside the repository, or null where it does not: users do not have it, so
 * tests that need it skip, saying so.
 */
export function sharedData(path: string): string | null {
  const full = join(folder, path);
  if (existsSync(full)) return full;
  console.warn(`skipped: ../shared/data/${path} is not here`);
  return null;
}
