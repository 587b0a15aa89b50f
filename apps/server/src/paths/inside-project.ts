import { join } from 'node:path';
import { conflict } from '../problem.js';
import { followLinks, isInside } from './allowed-path.js';

/**
 * Where a file that a record names really is. Records may have been brought from elsewhere with their project.
 *
 * @throws Problem 409 when it is missing, or is not in the project wherever links lead.
 */
export async function requireInProject(projectDir: string, path: string): Promise<string> {
  const [root, file] = await Promise.all([followLinks(projectDir), followLinks(join(projectDir, path))]);
  if (root !== null && file !== null && isInside(root, file)) return file;
  throw conflict(`${path.slice(0, 200)} is missing, or is not in the project.`);
}
