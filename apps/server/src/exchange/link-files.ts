import { mkdir, stat, symlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, relative } from 'node:path';
import type { Call } from '../house.js';
import { followLinks, isInside } from '../paths/allowed-path.js';
import { forbidden } from '../problem.js';
import { createReadCheck } from './read-check.js';

interface Places {
  /** Where names that are not absolute start from; what lies in it may be used. */
  readonly source: string;
  /** The folder that gets the links. */
  readonly target: string;
  /** Folder in `target`, for the links; empty: `target` itself. */
  readonly below: string;
}

export interface Links {
  /** Names of the links, relative to the folder, by the paths that were given. */
  readonly names: ReadonlyMap<string, string>;
  /** Paths that lead to no file; they have a name but no link. */
  readonly missing: readonly string[];
}

/**
 * Makes a link in a folder for each file of `source`. Links to files below `source` are relative: they hold when both move together. A file that is not there gets no link.
 *
 * @throws Problem 403 for a file that the caller may not read, wherever links lead.
 */
export async function linkFiles(
  call: Call,
  paths: readonly string[],
  { source, target, below }: Places,
): Promise<Links> {
  const check = await createReadCheck(call);
  const root = (await followLinks(source)) ?? source;
  const names = new Map<string, string>();
  const made = new Set<string>();
  const missing: string[] = [];
  for (const path of paths) {
    const clean = normalize(path.replace(/^>/, ''));
    const inside = !isAbsolute(clean) && !/^\.\.(\/|$)/.test(clean);
    const file = isAbsolute(clean) ? clean : join(source, clean);
    const resolved = await followLinks(file);
    if (resolved !== null && !isInside(root, resolved) && !check.allows(resolved))
      throw forbidden(`${path.slice(0, 200)} leads to where you may not look.`);
    const name = join(below, inside ? clean : join('outside', `${names.size}-${basename(clean)}`));
    names.set(path, name);
    if (made.has(name)) continue;
    // A link to a folder would let later links be made inside it.
    if (resolved === null || !(await isFile(resolved))) {
      missing.push(path);
      continue;
    }
    made.add(name);
    const link = join(target, name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(inside && isInside(root, resolved) ? relative(dirname(link), file) : resolved, link);
  }
  return { names, missing };
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
